"""The team of each project."""

from bot.records.team import Team
from storage.belonging import Pages, page_table

teams = page_table("teams")

KIND = "team"


class Teams(Pages[Team]):
    """One for each project."""

    table = teams
    page = Team
