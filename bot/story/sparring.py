"""Alone with a decision: somebody who has read the records argues back, and nothing is written that nobody sent."""

from sandbox.claude import says, uses
from sandbox.story import APP, Chapter, Stage

FIRST = """Not yet, and checkout is not the reason.

INC-1 was one release that opened a connection for each item in the basket. Services would have had the same bug, with a network between \
the halves. What made it long was that nobody saw the pool fill up: the alert for that is still only promised.

So before anything is split:
1. **What can you not ship today because it is one codebase?** If you cannot name the feature, it is not the monolith.
2. What you would take on: a second pipeline, a second thing on call, and a failure you do not have today, the call between them.

**The smallest step that would show who is right:** give the card client a module of its own with one way in, and its own \
pool. A few days, and if teams still wait for each other after that, you were right and I help you cut there.

I do not know how many of you work on checkout at once; your stack has no headcount. That number would change my mind."""
SECOND = """Then say so to yourself plainly: this is a hiring argument, not an architecture one. That is allowed, and it has \
a cheaper answer.

Write down what you decided and when you look at it again. A candidate who asks “why one codebase?” gets a better answer from a dated \
decision than from two half-built services."""
QUESTION = "Checkout was down again today. Should we split the monolith into services before we hire two more engineers?"
BACK = "Honestly? Good people do not want to join a monolith."


async def play(stage: Stage) -> None:
    """Ana asks when it is quiet again; it disagrees, from her own records; what she takes along is a decision, in a form that she sends."""
    ana = stage.person("Ana")
    await stage.tells("It is quiet again. Ana has a decision on her mind, and opens her messages with the co-pilot.", looking=ana, at=APP)
    asked = await ana.says(QUESTION, in_=APP)
    answer = await stage.sees("That number would change my mind", in_=asked)
    await stage.tells("It has read what is open, decided and owed; its reasons can be looked up.", looking=ana, at=answer)
    await stage.moment("sparring")
    await ana.says(BACK, in_=asked)
    answer = await stage.sees("a hiring argument", in_=asked)
    await stage.tells("Pushed back on, it says what the argument really is; what it offers is a button.", looking=ana, at=answer)
    await stage.moment("sparring-again")
    await ana.clicks("adr new Keep one codebase until teams wait for each other…", on=answer)
    await stage.moment("sparring-form")
    await ana.closes()
    await ana.clicks("This helped", on=answer)
    await ana.says("thanks, that is it for now", in_=asked)
    close = await stage.sees("This is where you are", in_=asked)
    await stage.tells("A conversation ends with the read: made by rule from the records, the same for everybody.", looking=ana, at=close)
    await stage.moment("sparring-close")


CHAPTER = Chapter(
    "A decision, alone",
    play,
    answers=(
        uses("search_records", words="checkout"),
        uses("show_record", key="INC-1"),
        says(FIRST),
        uses("propose", words="adr new Keep one codebase until teams wait for each other"),
        says(SECOND),
    ),
)
