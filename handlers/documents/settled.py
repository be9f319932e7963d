"""What settled a document is closed by the read."""

from functools import partial

from bot.records.documents import Kind
from handlers.asking import Answers, Asked
from handlers.closing import Sent, closed, closed_form
from handlers.documents.which import for_form, meant
from handlers.parts import Parts
from storage.store import Transaction


def settles(answers: Answers, kind: Kind, parts: Parts) -> Answers:
    """The same answer, closed where it settled one."""
    return closed(answers, parts, when=partial(_just_settled, kind=kind))


def form_settles(sent: Sent, kind: Kind, parts: Parts) -> Sent:
    """The same for a form."""
    return closed_form(sent, parts, when=partial(_just_settled, kind=kind))


async def _just_settled(asked: Asked, db: Transaction, kind: Kind) -> bool:
    found = await (for_form if "document" in asked.about else meant)(asked, db, kind)
    return found.status == kind.lifecycle.settled and found.changed_at == asked.now
