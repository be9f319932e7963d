"""Whether everything it needs is there and right, and what to do where it is not. It changes nothing, and may run while it serves."""

from bot.config import Settings
from bot.doctor.findings import Finding, State
from bot.doctor.machine import disk, serving, specialists
from bot.doctor.model import model
from bot.doctor.records import records
from bot.doctor.settings import settings_found
from bot.doctor.slack import slack

__all__ = ["Finding", "State", "examined", "settings_found"]


async def examined(settings: Settings) -> list[Finding]:
    """Look at everything, in the order in which it is needed."""
    there, kept = await records(settings)
    found = await slack(settings, known=there.teams if there else (), channels=there.channels if there else ())
    return [*found, *kept, *disk(settings), *await serving(settings), *await model(settings), *specialists(settings)]
