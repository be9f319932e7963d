"""What is learned: the postmortem of the incident before, drafted, corrected by a section, signed off."""

from sandbox.story import Chapter, Stage

CAUSE = "4.2.1 opens a connection for each item in the basket, and nothing bounds how many: a full basket alone exhausts the pool."


async def play(stage: Stage) -> None:
    """Ana has it written; Bo, who knows the cause best, puts it in his words; Ana, who led, signs it off."""
    ana, bo = stage.person("Ana"), stage.person("Bo")
    headline = await stage.sees("declared by Ana", in_="payments")
    await ana.runs("/incident postmortem INC-1", in_="payments", telling="Ana has the postmortem written, from all that was noted and said")
    card = await stage.sees("Lessons Learned", in_=headline)
    await stage.tells(
        "A draft in the room: every sentence leads to what it rests on, the actions are the real ones.", looking=ana, at=headline
    )
    await stage.moment("postmortem")
    await bo.runs("/cto postmortem edit PM-1 root_cause", in_="payments", telling="Bo knows the cause best…")
    await bo.fills({"Root Cause": CAUSE}, telling="… and says it in his words")
    await bo.submits()
    await stage.sees("nothing bounds how many", in_=headline)
    await ana.clicks("Sign off", on=card, telling="Ana led, so she signs it off")
    await stage.sees("signed off", in_=headline)
    await stage.tells("Whatever is still to do stays in step on the card.", looking=ana, at=headline)


CHAPTER = Chapter("What was learned", play)
