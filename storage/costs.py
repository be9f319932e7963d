"""The bills of each project, month by month."""

from bot.records.costs import Month
from storage.belonging import Pages, page_table

cost_months = page_table("cost_months")

KIND = "cost"


class Costs(Pages[Month]):
    """One for each month of a project; its name is the month's."""

    table = cost_months
    page = Month
