"""The sparring partner: a conversation in a direct message, or where it is mentioned, with somebody who has read the records.

It only ever talks. What it offers is a button with words in it; they count once somebody has looked them over and sent them.
"""

from functools import partial

from handlers.doors import Doors
from handlers.grammar import Verb
from handlers.sparring import answering, closing, hearing, known, offering, prompting
from storage.jobs.port import Jobs

QUESTIONS = Verb("questions", "[build|architecture|debt|… or words]", "What I would ask about it.", reads=True, takes_key=False)
PROPOSE = Verb("propose", "<words>", "Look words over before they count.", takes_key=False)
FEEDBACK = Verb("feedback", "<number> good|bad", "Say whether an answer helped.", takes_key=False)


def register(doors: Doors, jobs: Jobs) -> None:
    """What this adds."""
    offers = offering.Offering(doors)
    known.register(doors.knows, doors.parts)
    partner = answering.Partner(doors.knows, offers, closing.closes(doors.parts), closing.remembers(doors.parts), doors.admins)
    doors.otherwise(hearing.heard)
    doors.verb(QUESTIONS, hearing.questions)
    doors.verb(PROPOSE, offering.propose(offers))
    doors.verb(FEEDBACK, hearing.helped)
    doors.form(offering.FORM, "cto", offering.Reviewing, offering.reviewed(doors, offers))
    doors.event("agent_session_stopped", hearing.stopped)
    doors.event("app_home_opened", prompting.opened)
    doors.event("app_context_changed", prompting.opened)
    jobs.add("sparring.answer", partial(answering.answer, partner=partner))
    jobs.add("sparring.offer", partial(offering.offer, offering=offers))
    jobs.add("sparring.suggest", prompting.suggest, attempts=3)
