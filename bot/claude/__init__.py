"""Claude, as the rest of the product asks it: for an answer in a shape, or for words as they come, with tools that only read.

Whatever it cannot do is a Trouble with a sentence for people; callers then make do with an outline of their own.
"""

from bot.claude.asking import Claude
from bot.claude.tools import Tool
from bot.claude.trouble import Away, Busy, CutOff, Malformed, Off, OverBudget, Refused, Rejected, Trouble
from bot.claude.words import Words

__all__ = ["Away", "Busy", "Claude", "CutOff", "Malformed", "Off", "OverBudget", "Refused", "Rejected", "Tool", "Trouble", "Words"]
