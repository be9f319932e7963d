"""A picture of what each word shows, taken in the workspace in which the story was played, for docs/commands.md."""

import io
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from urllib.parse import urlencode

from PIL import Image
from playwright.async_api import Browser

from sandbox import Channel, Person, Workspace
from tests.looking import buttons

KEPT = (
    "/debt add Checkout has no tests days 3 hours 6 high",
    "/debt add One person knows the billing job days 2 hours 1 medium",
    "/debt add Reports run on the primary days 5 hours 4 critical",
    "/cost record 2026-09 AWS 1100, Datadog 300, revenue 19000, customers 120",
    "/cost record 2026-10 AWS 1450, Datadog 310, revenue 20000, customers 126",
    "/security check backups restored on 1 November, in 40 minutes",
    "/team add @Bo backend engineer",
    "/team open senior backend engineer",
)
STACK = ({"backend": "Python, Django, Fly.io", "database": "PostgreSQL 17"}, {"headcount": "4", "roles": "3 backend, 1 frontend"})
PAPERS = {
    "latest_forecast.json": '{"asOf": "2026-11-12", "runwayMonths": 14, "cash": 420000}',
    "roadmap.md": "# Roadmap\n\nRefunds in the admin interface, then invoices.\n",
}
WORDS = {
    "incident": "/incident timeline INC-1",
    "adr": "/adr show ADR-1",
    "rfc": "/rfc show RFC-1",
    "spec": "/spec list",
    "design": "/design",
    "delegate": "/delegate list",
    "postmortem": "/cto postmortem show PM-1",
    "architect": "/architect show PLAN-1",
    "scorecard": "/scorecard",
    "debt": "/debt plan 5",
    "stack": "/stack brief",
    "team": "/team",
    "cost": "/cost report 2026-10",
    "papers": "/cto papers",
    "security": "/security",
    "cto": "/cto",
}
"""By kind."""
WIDTH, LONGEST = 900, 2200
"""So wide is what is said beside the list of channels; higher than the highest, so that nothing lies over it."""
COLOURS = 128
"""So few keep a picture of text small, and nobody sees it."""
LOADED = "[...document.images].map((one) => (one.loading = 'eager', one.complete)).every(Boolean)"
"""Faces further up are loaded when somebody scrolls there, which nobody does here."""
UNSEEN = ".day, .dismiss { display: none !important } dialog { max-height: none !important }"

Settled = Callable[[], Awaitable[None]]


async def take_words(browser: Browser, workspace: Workspace, settled: Settled, folder: Path) -> list[Path]:
    """Keep a little of everything, then say each word, and take what Ana sees."""
    ana = next(one for one in workspace.people.values() if one.name == "Ana")
    channel = next(one for one in workspace.channels.values() if one.name == "payments")
    for words in KEPT:
        await _said(ana, words, channel, settled)
    await ana.runs("/stack discover", in_=channel)
    for step in STACK:
        await ana.submits(step)
    await ana.closes(all_=True)
    await _brings(ana, PAPERS, settled)
    taken = []
    for kind, words in WORDS.items():
        await _said(ana, words, channel, settled, closing=False)
        taken.append(await _taken(browser, workspace, ana, channel, folder / f"{kind}.png"))
        if ana.view:
            await ana.closes(all_=True)
    return taken


async def _said(person: Person, words: str, channel: Channel, settled: Settled, *, closing: bool = True) -> None:
    await person.runs(words, in_=channel)
    await settled()
    if closing and person.view:
        await person.closes(all_=True)


async def _brings(person: Person, papers: Mapping[str, str], settled: Settled) -> None:
    (name, content), *more = [(name, content.encode()) for name, content in papers.items()]
    dropped = await person.uploads(name, content, in_=person.workspace.dm(person), more=more)
    await settled()
    looked = dropped.replies[-1]
    await person.clicks(next(one for one in buttons(looked) if one.startswith("Import")), on=looked)
    await settled()


async def _taken(browser: Browser, workspace: Workspace, person: Person, channel: Channel, file: Path) -> Path:
    context = await browser.new_context(
        viewport={"width": WIDTH, "height": LONGEST}, device_scale_factor=1.5, locale="en-US", bypass_csp=True
    )
    page = await context.new_page()
    await page.goto(f"{workspace.slack.url}?{urlencode({'as': person.id, 'channel': channel.id})}")
    part = page.locator("dialog" if person.view else "main article").last
    await part.wait_for()
    await page.add_style_tag(content=UNSEEN)
    await page.wait_for_function(LOADED)
    Image.open(io.BytesIO(await part.screenshot(animations="disabled"))).convert("RGB").quantize(COLOURS).save(file, optimize=True)
    await context.close()
    return file
