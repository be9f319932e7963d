"""Keeping a page of a ledger, whichever it is: save, audit, let it be found. And helping with its words."""

from collections.abc import Iterable
from typing import TypeVar

from bot.errors import NotAllowed, NotFound
from bot.records.belonging import Page
from bot.records.search import Searchable
from handlers.asking import Answers, Asked
from handlers.blocks import kit
from handlers.grammar import Vocabulary
from handlers.reply import Reply
from storage.audit import Change
from storage.belonging import Pages
from storage.store import Transaction

P = TypeVar("P", bound=Page)
LONGEST = 500
"""So much of what a field said the audit keeps."""


async def kept(page: P, pages: Pages[P], *, before: P | None, action: str, kind: str, asked: Asked, db: Transaction) -> P:
    """Keep it as it is now, and who changed what of it."""
    saved = await pages.keep(page)
    names = [name for name in type(page).model_fields if name not in {"id", "revision", "changed_at", "changed_by"}]
    changed = [name for name in names if before is None or getattr(before, name) != getattr(page, name)]
    by, door = asked.viewer.user, asked.place.door
    was = _told(before, changed) if before else ""
    await db.audit.changed(page.team, Change(f"{kind} {saved.id}", action, by, was, _told(page, changed), door, asked.now))
    return saved


def _told(page: Page, names: Iterable[str]) -> str:
    return "; ".join(f"{name} {str(getattr(page, name))[:LONGEST]}" for name in names)


async def found_by(page: Page, *, kind: str, title: str, body: Iterable[str], status: str, db: Transaction) -> None:
    """Let it be found by these words."""
    text = Searchable(
        team=page.team,
        kind=kind,
        record=page.id,
        key=f"{kind.upper()}-{page.id}",
        channel=page.channel,
        published=page.published,
        title=title,
        body="\n".join(line for line in body if line),
        status=status,
        happened_at=page.changed_at,
        revision=page.revision,
    )
    await db.search.keep(text)


def for_form(found: P | None, what: str) -> P:
    """The page a form was opened for. Raises NotFound where it is not to be seen any more."""
    if found is None:
        raise NotFound(f"There is no such {what} that you can see.")
    return found


def must_be_admin(asked: Asked, what: str) -> None:
    """Raises NotAllowed for anybody else."""
    if not asked.viewer.admin:
        raise NotAllowed(f"{what} is for admins: Slack's admins and owners, and those in COPILOT_ADMINS.")


def helping(vocabulary: Vocabulary, tip: str) -> Answers:
    """`help`: every word, how to type it, what it does."""

    async def help_(asked: Asked, db: Transaction) -> Reply:  # noqa: ARG001 - every answer is called alike
        lines = [[kit.code(vocabulary.usage(verb.name)), kit.text(f"  {verb.says}")] for verb in vocabulary.verbs]
        return Reply(kit.fallback(f"{vocabulary.typed} help"), [kit.rich(*lines), kit.context(tip)])

    return help_
