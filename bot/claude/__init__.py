"""Claude, as the rest of the product asks it: for an answer in a shape, or for words as they come, with tools that only read.

Whatever it cannot do is a Trouble with a sentence for people; callers then make do with an outline of their own. In a job that is all there
is to it: while Claude is only away for a moment the job is tried again by itself, and when that took long enough, it is a Trouble too.
"""

from bot.claude.asking import Claude
from bot.claude.patience import NotYet, Patience
from bot.claude.tools import Tool
from bot.claude.trouble import Away, Busy, CutOff, Malformed, Off, OverBudget, Refused, Rejected, Trouble
from bot.claude.words import Words

__all__ = [
    "Away",
    "Busy",
    "Claude",
    "CutOff",
    "Malformed",
    "NotYet",
    "Off",
    "OverBudget",
    "Patience",
    "Refused",
    "Rejected",
    "Tool",
    "Trouble",
    "Words",
]
