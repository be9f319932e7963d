"""docs/permissions.md, made of the table."""

from collections.abc import Iterator, Mapping

from bot.records.permissions import RULES, Rule, Who, rule_of
from handlers.asking import Kind

COLUMNS = {
    Who.ADMIN: "Admin",
    Who.MEMBER: "Full member",
    Who.AUTHOR: "Author or lead",
    Who.GUEST: "Guest",
    Who.EXTERNAL: "Other organisation",
    Who.OUTSIDER: "Outside",
    Who.DEACTIVATED: "Deactivated",
    Who.ELSEWHERE: "Elsewhere",
}
HEAD = """# Who may do what

Made from `bot/records/permissions.py` by `make pages`; `tests/test_permissions.py` tries every cell.

The same words work as a command, a mention, a button and in a direct message, and a form asks again when it is sent, so the door makes no
difference. Nothing is deleted: what is taken back stays there, struck, and every change leaves a row of who, what, when and through which
door.

The columns: **Admin** is an admin or owner in Slack, or one of `COPILOT_ADMINS`; **Author or lead** a full member who wrote or declared it,
or leads it; **Guest** and **Other organisation** (Slack Connect) somebody in the channel it came from. All of these are in that channel.
**Outside** is a full member who is not in it, where it is private: a record of a private channel is its members' only, admins or not, until
it is published. **Deactivated** accounts get a sentence, and a workspace **Elsewhere**, where the bot is not installed, gets nothing done.

✓ is “about what they see”: lists, searches and numbers never show more than that. Somebody Slack has told nothing about counts as a guest.
Where a workspace has one full member, they approve their own RFCs, and it is marked so.
"""


def page(kinds: Mapping[str, Kind]) -> str:
    """The page, whole."""
    return HEAD + "".join("\n".join(["", *_table(name, kind), ""]) for name, kind in kinds.items())


def _table(name: str, kind: Kind) -> Iterator[str]:
    yield f"## {kind.vocabulary.typed}"
    yield ""
    yield f"| | Who | {' | '.join(COLUMNS.values())} |"
    yield f"|---|---|{'---|' * len(COLUMNS)}"
    usages = {verb.name: kind.vocabulary.usage(verb.name) for verb in kind.vocabulary.verbs}
    for verb in kind.answers:
        yield _row(f"`{kind.vocabulary.typed} {verb}`".replace(" `", "`"), rule_of(f"{name} {verb}", usages.get(verb, "")))
        for words, rule in RULES.items():
            if words.startswith(f"{name} {verb}: "):
                yield _row(f"… {words.partition(': ')[2]}", rule)


def _row(words: str, rule: Rule) -> str:
    return f"| {words} | {rule.says} | {' | '.join('✓' if who in rule.who else '–' for who in COLUMNS)} |"
