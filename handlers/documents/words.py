"""The words of a kind of document: those of all kinds, and the moves of its life."""

from bot.records.documents import Kind
from handlers.grammar import HELP, Verb, Vocabulary

DRAFTS = "DRAFT"


def vocabulary(kind: Kind) -> Vocabulary:
    """Every word of a kind."""
    key, one = kind.key(7), kind.called
    verbs = (
        Verb("new", "[title]", f"Write a {one}.", takes_key=False),
        Verb("from", "<link to a message>", "Draft one from a thread. The link alone does the same.", takes_key=False),
        Verb("list", "[status] [project <name>] [page]", f"The {one}s you can see, and your drafts.", reads=True, takes_key=False),
        Verb("show", key, "One of them.", reads=True),
        Verb("edit", f"{key} [section]", "Put it in other words.", reads=True),
        *(Verb(move.verb, f"{key} [why]", f"It is {move.says}.") for move in kind.lifecycle.verbs.values()),
        Verb("status", f"{key} --set {kind.lifecycle.settled}", "The same, by the status."),
        Verb("supersede", f"{key} by {kind.key(9)}", "Another takes its place; both say so."),
        Verb("deciders", f"{key} @who @who", "Say who decides, or decided."),
        Verb("replace", key, "Write the one that takes its place."),
        Verb("review", f"[{key} [still right | never | in 6 months]]", "What to look at again; when to look at this one again."),
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
    meant = {
        **dict.fromkeys(("create", "add", "draft", "write", "start"), "new"),
        **dict.fromkeys(("ls", "all", "index"), "list"),
        **dict.fromkeys(("find", "grep"), "search"),
        **dict.fromkeys(("log", "revisions"), "history"),
        **dict.fromkeys(("approve", "ok", "yes"), "accept"),
        **dict.fromkeys(("decline", "no"), "reject"),
        **dict.fromkeys(("delete", "remove"), "discard"),
        "thread": "from",
    }
    known = {verb.name for verb in verbs}
    meant = {word: verb for word, verb in meant.items() if word not in known and verb in known}
    return Vocabulary(kind.name, kind.prefix, verbs, in_a_room="new", meant=meant, drafts=DRAFTS, of_link="from", bare_changes=True)
