"""Documents in Markdown, a template for each kind. Whatever a template writes of people's words is escaped, unless it says how itself."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.templates import decisions, delegations, guarded, proposals
from bot.templates.markdown import Escaped, block, capital, one_line


def render(name: str, *, folder: str = "", **facts: Any) -> str:
    """The document of that kind: `postmortem` is postmortem.md.j2, here or in `folder`. A fact that is missing fails."""
    return _environment(folder).get_template(f"{name}.md.j2").render(**facts)


@cache
def _environment(folder: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader([Path(__file__).parent, *([folder] if folder else [])]),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - this is Markdown, which _written escapes
        finalize=_written,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    ways = (block, capital, guarded.text, guarded.line, guarded.title, guarded.cell, decisions.cons, decisions.alternative)
    more = (proposals.labelled, proposals.total, proposals.rows, proposals.diagram, delegations.listed, delegations.under)
    environment.filters.update({way.__name__: way for way in (*ways, *more)})
    return environment


def _written(value: Any) -> str:
    return value if isinstance(value, Escaped) else one_line(str(value))
