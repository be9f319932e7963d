"""An incident, from the first complaint to what is promised afterwards."""

from datetime import timedelta

from sandbox import Message
from sandbox.story import Chapter, Stage


async def play(stage: Stage) -> None:
    """Ana declares it from what Bo said; Gus of support and Bo tell what happens; it is over, and something is left to do."""
    headline = await _declared(stage)
    await _looked_into(stage, headline)
    await _resolved(stage, headline)


async def _declared(stage: Stage) -> Message:
    ana = stage.person("Ana")
    complaint = await stage.sees("is checkout slow", in_="payments")
    await stage.tells("An afternoon at Acme. In #payments people say that checkout is slow.", looking=ana, at="payments")
    await ana.uses("Declare incident", on=complaint)
    await ana.fills({"What do people see?": "Checkout is down", "How bad is it?": "SEV1"}, telling="Ana says in two fields what people see")
    await stage.moment("form")
    await ana.submits()
    headline = await stage.sees("declared by Ana", in_="payments")
    await stage.moment("headline")
    await stage.tells("One headline stands in the channel; the thread is the room.", looking=ana, at="payments")
    await ana.clicks("I lead it", on=headline)
    return headline


async def _looked_into(stage: Stage, headline: Message) -> None:
    ana, bo, gus = (stage.person(name) for name in ("Ana", "Bo", "Gus"))
    tickets = await gus.says("forty more tickets in the last five minutes, every one about a card that is declined", in_=headline)
    await ana.reacts("pushpin", to=tickets, telling="Ana puts what Gus said on the timeline, with a 📌")
    await bo.says("the pool of the card service is exhausted: `4.2.1` opens a connection for each item in the basket", in_=headline)
    with_the_same_words = "Commands do not work in threads, so Bo mentions the co-pilot with the same words"
    await bo.says(
        f"{stage.app} status identified 4.2.1 exhausts the connections of the card service", in_=headline, telling=with_the_same_words
    )
    await stage.sees("Identified", in_=headline)
    await stage.tells("The room says so in one line, and the headline has changed with it.", looking=ana, at=headline)
    await stage.moment("room")
    await ana.opens_home(telling="On her Home Ana has what is open, in every channel she can see")
    await stage.moment("home")

    await stage.tells("Half an hour passes without a word…", looking=bo, at=headline)
    await stage.passes(timedelta(minutes=31), telling="… and whoever leads is asked what is new")
    await stage.sees("What is new?", in_=headline)
    await bo.says(f"{stage.app} note -10m rolled back to 4.2.0", in_=headline, telling="Bo notes what he did ten minutes ago")
    await bo.says("p99 is at 300 ms again, and payments go through :tada:", in_=headline)


async def _resolved(stage: Stage, headline: Message) -> None:
    ana = stage.person("Ana")
    await ana.clicks("Resolve", on=headline)
    await ana.fills({"What fixed it?": "rolled back to 4.2.0", "What did customers see?": "declined cards", "How many customers?": "340"})
    await ana.submits()
    await stage.moment("resolved")
    await ana.closes()
    await ana.runs("/incident action INC-1 alert when the card service has no connections left @Bo by friday", in_="payments")
    await stage.passes(timedelta(minutes=20), telling="A little later…")
    await ana.runs("/incident timeline INC-1", in_="payments")
    await stage.tells("What happened when, as it happened; all of it can be put right, and leaves as Markdown.", looking=ana, at="payments")
    await stage.moment("timeline")


CHAPTER = Chapter("An incident in #payments", play)
