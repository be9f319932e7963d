"""From a requirement to delegated work: with Claude, and then without, where rules and outlines do it."""

from bot.story import refunds
from sandbox import Message
from sandbox.claude import fails, shaped
from sandbox.story import Chapter, Stage

SMALL = "Support staff correct the address of an order in an admin interface. Ana and Bo know Django."
CANNOT_BE_BILLED = 402


async def play(stage: Stage) -> None:
    """Ana asks for refunds by support staff; every step waits for her or Bo; what is delegated comes back, and is reviewed."""
    card = await _understood(stage)
    await _decided(stage, card)
    await _handed_out(stage, card)


async def _understood(stage: Stage) -> Message:
    ana = stage.person("Ana")
    await ana.runs(f"/architect {refunds.WANTED}", in_="payments", telling="Ana asks for something to be built, as it was asked of her")
    card = await stage.sees("PLAN-1", in_="payments")
    asked = await stage.sees("What I understand", in_=card)
    await stage.tells("A plan, step by step. First what was understood, and what it cannot tell from it.", looking=ana, at=card)
    await stage.moment("plan")
    await ana.clicks("Answer 5 questions", on=asked)
    await ana.fills({"How many people use it, and how many requests come at the busiest?": "12 people in support, 40 refunds a day"})
    await stage.moment("plan-questions")
    await ana.submits(telling="What Ana does not know may stay open: it blocks nothing")
    return card


async def _decided(stage: Stage, card: Message) -> None:
    ana, bo = stage.person("Ana"), stage.person("Bo")
    technology = await stage.sees("How it could be built", in_=card)
    await stage.tells("The technology follows by rule, with its reasons and what comes next to it.", looking=ana, at=technology)
    await stage.moment("plan-technology")
    await ana.clicks("Go on with Django", on=technology)
    rfc = await stage.sees("RFC: Where support refunds orders", in_=card)
    await stage.moment("plan-rfc")
    await ana.clicks("File it", on=rfc, telling="Nothing is filed that nobody read. Ana files the RFC")
    spec = await stage.sees("Tech spec: Refunds in the admin interface", in_=card)
    await bo.clicks("File it", on=spec, telling="Whoever is in the channel may: Bo files the spec")
    design = await stage.sees("System design: Refunds", in_=card)
    await bo.clicks("Skip…", on=design)
    await bo.fills({"Why is it left out?": "one component; the spec's diagram shows it"})
    await bo.submits(telling="The design Bo leaves out, with a reason that stays on the card")
    for words in ("Models", "Authentication"):
        await bo.clicks("Keep it", on=await stage.sees(words, in_=card))


async def _handed_out(stage: Stage, card: Message) -> None:
    ana = stage.person("Ana")
    await ana.clicks("Delegate it", on=await stage.sees("Coverage target", in_=card), telling="The tasks are right: Ana delegates them")
    await ana.clicks("File it", on=await stage.sees(f"Delegation: {refunds.BUILD}", in_=card))
    await stage.sees("is returned", in_=card)
    reviewed = await stage.sees("Reviewed: every criterion is met", in_=card)
    await stage.tells(
        "The first delivery missed a criterion, and went back with the reason. The second is Ana's to accept.", looking=ana, at=reviewed
    )
    await stage.moment("plan-delivered")
    await ana.clicks("File it", on=await stage.sees(f"Delegation: {refunds.TEST}", in_=card))
    await ana.clicks("Keep it", on=await stage.sees("Load testing", in_=card))
    await stage.sees("Filed: ", in_=card)
    await stage.tells("What was filed, what was left out and why, what it cost: all of it on one card.", looking=ana, at=card.channel.name)
    await stage.moment("plan-done")


async def by_rule(stage: Stage) -> None:
    """Claude cannot be billed any more; the next plan goes on by rule, and says so."""
    bo = stage.person("Bo")
    await stage.tells("The account's card expires. Nobody writes now, and the next plan begins all the same.", looking=bo, at="payments")
    await bo.runs(f"/architect {SMALL}", in_="payments")
    card = await stage.sees("PLAN-2", in_="payments")
    await bo.clicks("Go on without", on=await stage.sees("What I understand", in_=card))
    await bo.clicks("Go on with Django", on=await stage.sees("How it could be built", in_=card))
    outline = await stage.sees("The Claude account cannot be billed.", in_=card)
    await stage.tells("An outline by rule: options, both sides of each, and what is not yet known, said so.", looking=bo, at=outline)
    await stage.moment("plan-outline")
    await bo.clicks("File it", on=outline)
    await bo.clicks("Stop", on=card, telling="Bo has what he needs for today, and stops it there; it goes on where it was, any day")


CHAPTER = Chapter(
    "From a requirement to work that is handed out",
    play,
    answers=tuple(
        shaped(one)
        for one in (
            refunds.READ,
            refunds.RFC,
            refunds.SPEC,
            refunds.DESIGN,
            refunds.DATA,
            refunds.SECURITY,
            refunds.TASKS,
            refunds.WORK,
            refunds.RETURNED,
            refunds.AGAIN,
            refunds.ACCEPTED,
            refunds.TESTED,
            refunds.PASSED,
        )
    ),
)
WITHOUT = Chapter("The same with nobody to write it", by_rule, answers=(fails(CANNOT_BE_BILLED),) * 3)
