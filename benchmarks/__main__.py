"""Everything that `make bench` measures, in one run: acks and throughput beside a bare Bolt app, then how questions fare as records grow.

python -m benchmarks [--write] [--seconds 10] [--most 100000] [--rounds 30]
"""

from __future__ import annotations

import argparse

from benchmarks import acks, growth
from benchmarks.page import show, write
from benchmarks.picture import Panel, draw

MARK, PICTURE = "made by make bench", "measured.svg"


def panels(apps: list[acks.Measured], found: dict[str, tuple[growth.Found, growth.Found]]) -> list[Panel]:
    """Acks of every part of the load, and how many times longer each question takes among the most records."""
    stages = {name: [one.stages[name].ack(0.99) for one in apps] for name in apps[0].stages}
    parts = [Panel("Ack, 99 in 100 are below so many ms", [one.name for one in apps], stages)]
    sizes = list(next(iter(found.values()))[0])
    first, last = sizes[0], sizes[-1]
    if len(sizes) > 1:
        ratios = [growth.times(records, growth.SHARE) for records, _ in found.values()]
        grown = {name.strip("`"): [one[name] for one in ratios] for name in ratios[0]}
        title = f"Among {last:,} records of each kind, × as among {first:,} (p95)"
        parts.append(Panel(title, list(found), grown, goal=growth.ENOUGH))
    return parts


def main() -> None:
    """Measure, print, and with --write put it on the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="put tables and picture into docs/")
    parser.add_argument("--seconds", type=float, default=10, help="how long to load each app at each rate")
    parser.add_argument("--most", type=int, default=growth.SIZES[-1], help="how many records of each kind")
    parser.add_argument("--rounds", type=int, default=30, help="how often each question is asked, three times in a row")
    given = parser.parse_args()
    apps = acks.measured(given.seconds)
    found = growth.both(given.most, given.rounds)
    sheets = [acks.sheet(apps, acks.imports())]
    sheets += [sheet for name, (records, entries) in found.items() for sheet in growth.sheets(name, records, entries)]
    for sheet in sheets:
        show(sheet)
    if given.write:
        draw(PICTURE, panels(apps, found))
        write(MARK, sheets, PICTURE)


if __name__ == "__main__":
    main()
