"""The words of a kind of document: those of all kinds, and the moves of its life."""

from collections.abc import Sequence

from bot.records.documents import Kind
from handlers.grammar import HELP, Verb, Vocabulary

DRAFTS = "DRAFT"


def vocabulary(kind: Kind, extra: Sequence[Verb] = (), *, of_words: str = "") -> Vocabulary:
    """Every word of a kind; `extra` are those that no other kind has, `of_words` the verb for a sentence that begins with none."""
    key, one = kind.key(7), kind.called
    verbs = (
        Verb(
            "new",
            f"[title] [--{kind.follows.name} {kind.follows.key(7)}]" if kind.follows else "[title]",
            f"Write {kind.article} {one}.",
            takes_key=False,
        ),
        Verb("from", "<link to a message>", "Draft one from a thread. The link alone does the same.", takes_key=False),
        Verb("list", "[status] [project <name>] [page]", f"The {one}s you can see, and your drafts.", reads=True, takes_key=False),
        Verb("show", key, "One of them.", reads=True),
        Verb("edit", f"{key} [section]", "Put it in other words.", reads=True),
        *_moves(kind),
        *extra,
        Verb("status", f"{key} --set {kind.lifecycle.settled}", "The same, by the status."),
        Verb("supersede", f"{key} by {kind.key(9)}", "Another takes its place; both say so."),
        Verb("deciders", f"{key} @who @who", "Say who decides, or decided."),
        Verb("replace", key, "Write the one that takes its place."),
        *([] if kind.lifecycle.reviews else [_look_again(key)]),
        Verb("link", f"{key} relates to INC-12", "Say what it is to another record."),
        Verb("search", "<words>", f"The {one}s with these words.", reads=True, takes_key=False),
        Verb("history", key, "What changed, by whom, when.", reads=True),
        Verb("diff", f"{key} [3] [5]", "What changed in a revision, or between two.", reads=True),
        Verb("export", f"[{key} [short] | all]", "Have it as a file; all as a folder."),
        Verb("publish", key, "Let every member read it, wherever it was discussed."),
        Verb("discard", "DRAFT-3", "Put a draft away."),
        Verb("restore", "DRAFT-3", "Bring it back."),
        Verb(HELP, "", "These words.", reads=True, alone=True),
    )
    known = {verb.name for verb in verbs}
    meant = {word: verb for word, verb in _meant(kind).items() if word not in known and verb in known}
    return Vocabulary(
        kind.name, kind.prefix, verbs, in_a_room="new", meant=meant, drafts=DRAFTS, of_link="from", bare_changes=True, of_words=of_words
    )


def _meant(kind: Kind) -> dict[str, str]:
    """What people type, and the word they should have, where there is such a one."""
    settles = next(move.verb for move in kind.lifecycle.verbs.values() if move.to == kind.lifecycle.settled)
    return {
        **dict.fromkeys(("create", "add", "draft", "write", "start"), "new"),
        **dict.fromkeys(("ls", "all", "index"), "list"),
        **dict.fromkeys(("find", "grep"), "search"),
        **dict.fromkeys(("log", "revisions"), "history"),
        **dict.fromkeys(("approve", "accept", "ok", "yes", "lgtm"), settles),
        **dict.fromkeys(("block", "veto"), "object"),
        **dict.fromkeys(("propose", "request"), "submit"),
        "scores": "score",
        **dict.fromkeys(("decline", "no"), "reject"),
        **dict.fromkeys(("delete", "remove"), "discard"),
        "thread": "from",
    }


def _moves(kind: Kind) -> list[Verb]:
    """The moves of its life, and the words of its review."""
    key, lifecycle = kind.key(7), kind.lifecycle
    if lifecycle.reviews is None:
        return [Verb(move.verb, f"{key} [why]", f"It is {move.says}.") for move in lifecycle.verbs.values()]
    found = []
    for move in lifecycle.verbs.values():
        if move.to == lifecycle.reviews.at:
            found.append(Verb(move.verb, f"{key} [@who …] [anyway <why>]", "Ask for its review, once it is ready."))
        elif move.verb == lifecycle.reviews.verb:
            found.append(Verb(move.verb, f"{key} [why]", f"You approve it; once everybody asked has, it is {move.to}."))
        else:
            found.append(Verb(move.verb, f"{key} <why>" if move.asks else f"{key} [why]", f"It is {move.says}."))
    return [
        *found,
        Verb("object", f"{key} <why>", "Say what stands against it. It holds until you take it back."),
        Verb("withdraw", key, "Take back what you said of it."),
        Verb("ask", f"{key} @who …", "Ask more people for their review."),
        Verb("review", f"[{key}]", "What waits for your review.", reads=True),
    ]


def _of_what(kind: Kind) -> str:
    """How it is said what one implements."""
    return f" [--{kind.follows.name} {kind.follows.key(7)}]" if kind.follows else ""


def _look_again(key: str) -> Verb:
    return Verb("review", f"[{key} [still right | never | in 6 months]]", "What to look at again; when to look at this one again.")
