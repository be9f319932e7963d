"""A question in a thread becomes an RFC, is weighed, reviewed and approved by somebody else, and begets its tech spec."""

from sandbox import Message
from sandbox.claude import shaped
from sandbox.story import Chapter, Stage

SCORES = ({"One ledger in PostgreSQL": "4", "A queue per provider": "2"}, {"One ledger in PostgreSQL": "3", "A queue per provider": "5"})


async def play(stage: Stage) -> None:
    """Bo asks what is to be decided; Ana has it drafted and weighs it; Bo approves; the tech spec follows."""
    card = await _drafted(stage)
    await _weighed(stage, card)
    await _reviewed(stage, card)
    await _followed(stage, card)


async def _drafted(stage: Stage) -> Message:
    ana, bo = stage.person("Ana"), stage.person("Bo")
    asked = await bo.says(
        "how do we keep a payment that a provider confirms twice? INC-1 was one of them, and Grafana counts 1.4 % of them since October",
        in_="payments",
    )
    await ana.says("one ledger in PostgreSQL that refuses the second one. costs us a migration of two weeks", in_=asked)
    await bo.says("or a queue per provider. no migration, but every one of them has to be watched at night", in_=asked)
    await ana.says("what matters most is who gets woken up. then how soon we have it", in_=asked)
    await ana.uses("Draft RFC from thread", on=asked, telling="Nothing is decided yet, so Ana has an RFC drafted from the thread")
    card = await stage.sees("RFC-0001", in_=asked)
    await stage.tells("Each claim links to who made it. The draft has its number, and is open to everybody here.", looking=ana, at=asked)
    await stage.moment("rfc-draft")
    return card


async def _weighed(stage: Stage, card: Message) -> None:
    ana = stage.person("Ana")
    await ana.clicks("Ask for review", on=card, telling="Ana asks for its review right away …")
    await stage.tells("… and is told all that is missing, at once.", looking=ana, at=card)
    await stage.moment("rfc-refused")
    await ana.clicks("Score the options", on=card)
    for scores in SCORES:
        await ana.fills(scores, telling="Every option by every criterion, one criterion after the other")
        await stage.moment("rfc-scores")
        await ana.submits()
    await stage.tells("What they come to, by weight, stands on the card.", looking=ana, at=card)
    await stage.moment("rfc-scored")


async def _reviewed(stage: Stage, card: Message) -> None:
    ana, bo = stage.person("Ana"), stage.person("Bo")
    await ana.clicks("Ask for review", on=card)
    await ana.fills({"Who should review it?": [bo.person.id]}, telling="Bo is asked; Ana wrote it, so she cannot approve it herself")
    await ana.submits()
    await bo.opens_home(telling="Bo finds it at Home, and in one direct message")
    await stage.moment("rfc-asked")
    await bo.clicks("Approve", on=card)
    await bo.fills({"What convinced you?": "Nobody is woken up by it, and two weeks are fine."})
    await bo.submits()
    if bo.person.view:
        await bo.closes(telling="… and reads where things stand now")
    await stage.tells("Everybody who was asked has approved it, with a reason; so it is APPROVED.", looking=bo, at=card)
    await stage.moment("rfc-approved")


async def _followed(stage: Stage, card: Message) -> None:
    bo = stage.person("Bo")
    await bo.clicks("Write the tech spec", on=card, telling="What is decided, Bo writes down how to build")
    await bo.fills(
        {"Title": "Payment ledger", "Detailed Specifications": "Ledger: keeps each confirmation once\nMigration: moves what there is"}
    )
    await stage.moment("spec-form")
    await bo.submits()
    spec = await stage.sees("TS-0001", in_="payments")
    await stage.tells("It implements the RFC, and either tells of the other.", looking=bo, at=spec.channel.name)
    await stage.moment("spec")


def _claim(text: str, *cites: str) -> dict[str, object]:
    return {"text": text, "cites": list(cites)}


def _answer(recommendation: str) -> dict[str, object]:
    return {
        "title": "How a payment is kept once",
        "overview": [_claim("A payment that its provider confirms twice should be kept once.", "m1")],
        "problem": [
            _claim("Providers confirm payments twice: INC-1 was one of them, and Grafana counts 1.4 % of them since October.", "m1")
        ],
        "criteria": [
            {"name": "Who gets woken up", "weight": "High", "description": [_claim("Alarms at night.", "m4")]},
            {"name": "How soon we have it", "weight": "Med", "description": [_claim("Weeks until it runs.", "m4")]},
        ],
        "options": [
            {
                "name": "One ledger in PostgreSQL",
                "advantages": [_claim("It refuses the second confirmation.", "m2")],
                "disadvantages": [_claim("A migration of two weeks.", "m2")],
            },
            {
                "name": "A queue per provider",
                "advantages": [_claim("No migration.", "m3")],
                "disadvantages": [_claim("Every queue has to be watched at night.", "m3")],
            },
        ],
        "recommendation": [_claim(recommendation, "m2", "m4")],
        "design": [],
    }


CHAPTER = Chapter(
    "A decision that is weighed before it is made",
    play,
    answers=(
        shaped(_answer("One ledger is clearly the best choice.")),
        shaped(_answer("One ledger in PostgreSQL: nobody is woken up by it, and we accept two weeks of migration.")),
    ),
)
