"""The stack of each project."""

from bot.records.stack import Stack
from storage.belonging import Pages, page_table

stacks = page_table("stacks")

KIND = "stack"


class Stacks(Pages[Stack]):
    """One for each project."""

    table = stacks
    page = Stack
