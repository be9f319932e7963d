"""Records as files, for whoever asks in Slack: everything they may see as a zip, and files of theirs looked at before they are imported."""

from functools import partial

from handlers.doors import Doors
from handlers.folders import export, importing, keeping
from handlers.grammar import Verb
from storage.jobs.port import Jobs

EXPORT = Verb("export", "", "Everything that you may see, as files in a zip.", takes_key=False)
IMPORT = Verb("import", "", "Bring files: I look first and tell; nothing is kept before you say so.", takes_key=False)


def register(doors: Doors, jobs: Jobs) -> None:
    """What this adds."""
    doors.verb(EXPORT, export.export)
    doors.verb(IMPORT, importing.import_)
    doors.form(importing.FORM, "cto", importing.Chosen, importing.chosen)
    doors.received(importing.dropped)
    jobs.add("folders.export", partial(export.send, admins=doors.admins, parts=doors.parts))
    jobs.add("folders.look", partial(keeping.look, admins=doors.admins))
    jobs.add("folders.keep", partial(keeping.keep, admins=doors.admins))
