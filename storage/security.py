"""The security of each project."""

from bot.records.security import Security
from storage.belonging import Pages, page_table

securities = page_table("securities")

KIND = "security"


class Securities(Pages[Security]):
    """One for each project."""

    table = securities
    page = Security
