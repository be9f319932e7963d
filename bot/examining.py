"""What the doctor found, for people and for programs."""

import json
from dataclasses import asdict

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.doctor import Finding, State, examined, settings_found

LOOKS = {State.OK: "[green]ok[/green]", State.WARNING: "[yellow]warning[/yellow]", State.WRONG: "[red]wrong[/red]"}


async def doctor(console: Console, *, as_json: bool) -> bool:
    """Look at everything and tell; says whether nothing is wrong."""
    settings, found = settings_found()
    if settings:
        found += await examined(settings)
    if as_json:
        console.print(
            json.dumps([asdict(one) for one in found], indent=2, ensure_ascii=False), soft_wrap=True, markup=False, highlight=False
        )
    else:
        _tell(found, console)
    return not any(one.state is State.WRONG for one in found)


def _tell(found: list[Finding], console: Console) -> None:
    table = Table("", "", "", box=None, show_header=False, pad_edge=False)
    for one in found:
        table.add_row(escape(one.name), LOOKS[one.state], escape(f"{one.says}{f'{chr(10)}→ {one.do}' if one.do else ''}"))
    console.print(table)
    counts = {state: sum(one.state is state for one in found) for state in State}
    console.print(", ".join(f"{count} {state}" for state, count in counts.items() if count))
