"""What Claude is told: one Markdown file per prompt, and the facts that are put into it.

A file has two parts with a line `---` between them. The first is told every time in the same words, so that Claude can keep it; the second
holds the facts, each by its name as `{{name}}`; with a further line `---` in it, what stands before that stays the same for a while.
"""

from bot.prompts.files import Fact, Ours, Prompt, names, render, sources_of, told
from bot.prompts.said import Said

__all__ = ["Fact", "Ours", "Prompt", "Said", "names", "render", "sources_of", "told"]
