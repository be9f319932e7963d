"""Every file of an export that is drawn from several kinds of records, for the command line and for whoever asks in Slack."""

from datetime import datetime
from functools import partial

from handlers import incident_files, plan_files, scorecard_files
from handlers.parts import Parts
from storage.folder import Drawing


def drawings(*, now: datetime, parts: Parts) -> list[Drawing]:
    """What stands in a folder beside the files that are records themselves. Whatever else is drawn is one more line here."""
    scorecards = partial(scorecard_files.all_written, parts=parts, now=now)
    return [partial(incident_files.all_written, now=now), plan_files.all_written, scorecards]
