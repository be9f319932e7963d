"""Our vocabulary on Block Kit: plain dicts that know Slack's limits. People's words go in as plain text and never format or ping.

Limits are Slack's (docs.slack.dev/reference/block-kit); what is longer is cut, never refused. The classes of slack_sdk are not used:
they turn blocks they do not know yet into None.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from handlers.blocks.emoji import with_emoji
from handlers.markup import escaped

Block = dict[str, Any]
Element = dict[str, Any]

HEADER = 150
MESSAGE_BLOCKS = 50
MESSAGE_TEXT = 12_000
"""A message was refused at 13,200 characters over all its blocks; this leaves room."""
FALLBACK = 3_000
WORDS = "words"
"""How the action_id begins of whatever stands for words."""
BUTTON_LABEL = 75
TITLE_OF_A_QUESTION = 100
QUESTION = 300
ANSWER = 30
PLACEHOLDER = 150
TITLED = 200
OPTIONS = 100
OVERFLOW = 5
OPTION_LABEL = 75
LABEL = 2_000
VIEW_TITLE = 24
VIEW_BLOCKS = 100
TYPED = 3_000
TO_COPY = 10_000
"""Words given back to be sent again are whole, as far as one message can hold them."""

_URL = re.compile(r"https?://[^\s<>\"|]+[^\s<>\"|.,;:!?)\]}']")
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SPACES = re.compile(r"\s+")


def cut(words: str, limit: int) -> str:
    """At most `limit` characters, ending in … where something was cut, without what would turn the direction of our words after them."""
    words = _DIRECTIONS.sub("", words)
    return words if len(words) <= limit else words[: limit - 1].rstrip() + "…"


def one_line(words: str) -> str:
    """The same words on one line."""
    return _SPACES.sub(" ", words).strip()


def header(words: str) -> Block:
    """A line in large letters."""
    return {"type": "header", "text": {"type": "plain_text", "text": cut(one_line(words), HEADER), "emoji": True}}


def rich(*lines: list[Element]) -> Block:
    """Lines of elements, each on its own."""
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": _broken(lines)}]}


def preformatted(words: str) -> Block:
    """Words to copy."""
    return {"type": "rich_text", "elements": [{"type": "rich_text_preformatted", "elements": [text(cut(words, TO_COPY))]}]}


def text(words: str, *, bold: bool = False, italic: bool = False, code: bool = False) -> Element:
    """Words as they are."""
    style = {name: True for name, on in (("bold", bold), ("italic", italic), ("code", code)) if on}
    return {"type": "text", "text": words or " ", **({"style": style} if style else {})}


def struck(element: Element) -> Element:
    """The same, struck through."""
    return {**element, "style": {**element.get("style", {}), "strike": True}}


def code(words: str) -> Element:
    """Words to type."""
    return text(words, code=True)


def said(words: str, limit: int) -> list[Element]:
    """What somebody said, cut; addresses in it become links."""
    more = max(0, len(words) - limit)
    words, elements, end = cut(words, limit), [], 0
    for found in _URL.finditer(words):
        if more and found.end() >= len(words) - 1:
            break  # an address that was cut leads nowhere
        if found.start() > end:
            elements.append(text(words[end : found.start()]))
        elements.append(link(found[0], found[0]))
        end = found.end()
    if end < len(words):
        elements.append(text(words[end:]))
    if more:
        elements.append(text(f" ({more:,} more characters)", italic=True))
    return elements


def sentence(words: str) -> list[Element]:
    """Our own words, in which `backticks` mark words to type."""
    return [text(part, code=bool(index % 2)) for index, part in enumerate(words.split("`")) if part]


def link(url: str, label: str) -> Element:
    """A link."""
    return {"type": "link", "url": url, "text": label}


def user(user_id: str) -> Element:
    """Somebody, who hears of it: only where they should."""
    return {"type": "user", "user_id": user_id}


def channel(channel_id: str) -> Element:
    """A channel, by the name it has for whoever reads."""
    return {"type": "channel", "channel_id": channel_id}


def beside(words: str, element: Element) -> Block:
    """People's words with something to press beside them."""
    return {"type": "section", "text": _plain(words, FALLBACK), "accessory": {**element, "action_id": f"{WORDS}:0"}}


def titled(words: str, element: Element | None = None) -> Block:
    """A small heading of ours, with something to press beside it."""
    drawn: Block = {"type": "section", "text": {"type": "mrkdwn", "text": f"*{escaped(cut(words, TITLED))}*"}}
    return {**drawn, "accessory": {**element, "action_id": f"{WORDS}:0"}} if element else drawn


def more(options: Sequence[tuple[str, str]]) -> Element:
    """A small menu, of at most five, whose options stand for words."""
    return {"type": "overflow", "options": [option(*one) for one in options[:OVERFLOW]]}


def when(at: datetime) -> Element:
    """An instant in the reader's own zone."""
    return {
        "type": "date",
        "timestamp": int(at.timestamp()),
        "format": "{date_short_pretty} {time}",
        "fallback": f"{at:%Y-%m-%d %H:%M} UTC",
    }


def context(words: str) -> Block:
    """Small print: our own words, in which `code` and *bold* count."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": cut(words, FALLBACK)}]}


def section(words: str) -> Block:
    """Our own words, in which `code` and *bold* count; people's must be escaped first, or better go through said()."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": cut(words, FALLBACK)}}


def button(label: str, words: str, *, style: str = "", confirm: str = "") -> Element:
    """A button that stands for words, as they could be typed: "incident note INC-9". `confirm` asks before."""
    element = {"type": "button", "text": _plain(label, BUTTON_LABEL), "value": words, **({"style": style} if style else {})}
    if confirm:
        asks = {"title": _plain(label, TITLE_OF_A_QUESTION), "text": _plain(confirm, QUESTION)}
        element["confirm"] = {**asks, "confirm": _plain(label, ANSWER), "deny": _plain("Not now", ANSWER)}
    return element


def menu(placeholder: str, options: Sequence[tuple[str, str]], chosen: str = "") -> Element:
    """A menu whose options stand for words; more than Slack takes are left out, the last ones first."""
    drawn = [option(*one) for one in options[:OPTIONS]]
    element = {"type": "static_select", "placeholder": _plain(placeholder, PLACEHOLDER), "options": drawn}
    initial = next((one for one in drawn if one["value"] == chosen), None)
    return {**element, "initial_option": initial} if initial else element


def option(label: str, value: str) -> Element:
    """One of several to choose from."""
    return {"text": _plain(one_line(label), OPTION_LABEL), "value": value}


def actions(*elements: Element) -> Block:
    """A row of what stands for words. Slack wants each in a block to have a name of its own."""
    return {"type": "actions", "elements": [{**element, "action_id": f"{WORDS}:{at}"} for at, element in enumerate(elements)]}


def divider() -> Block:
    """A line across."""
    return {"type": "divider"}


def modal(title: str, blocks: Sequence[Block], *, submit: str = "", close: str = "Close") -> Block:
    """A view over everything; with `submit`, a form."""
    view = {"type": "modal", "title": _plain(title, VIEW_TITLE), "close": _plain(close, VIEW_TITLE), "blocks": list(blocks[:VIEW_BLOCKS])}
    return {**view, "submit": _plain(submit, VIEW_TITLE)} if submit else view


def asks(name: str, label: str, element: Element, *, optional: bool = False, hint: str = "") -> Block:
    """An input of a form; `name` is the field's."""
    block = {
        "type": "input",
        "block_id": name,
        "label": _plain(label, LABEL),
        "element": {**element, "action_id": name},
        "optional": optional,
    }
    return {**block, "hint": _plain(hint, LABEL)} if hint else block


def words(initial: str = "", *, lines: bool = False, longest: int = TYPED, placeholder: str = "") -> Element:
    """Words to be typed, on one line or on several. Slack takes 3,000 characters at most."""
    element: Element = {"type": "plain_text_input", "multiline": lines, "max_length": min(longest, TYPED)}
    if initial:
        element["initial_value"] = cut(initial, min(longest, TYPED))
    return {**element, "placeholder": _plain(placeholder, PLACEHOLDER)} if placeholder else element


def choice(options: Sequence[tuple[str, str]], initial: str = "") -> Element:
    """One of a few, all in sight: label and value of each."""
    drawn = [option(*one) for one in options]
    chosen = next((one for one in drawn if one["value"] == initial), None)
    return {"type": "radio_buttons", "options": drawn, **({"initial_option": chosen} if chosen else {})}


def moment(initial: datetime | None = None) -> Element:
    """A day and a time, in the reader's own zone."""
    return {"type": "datetimepicker", **({"initial_date_time": int(initial.timestamp())} if initial else {})}


def ticks(options: Sequence[tuple[str, str]], *, chosen: bool = False) -> Element:
    """Things to tick."""
    drawn = [option(*one) for one in options]
    return {"type": "checkboxes", "options": drawn, **({"initial_options": drawn} if chosen else {})}


def day(initial: str = "") -> Element:
    """A day."""
    return {"type": "datepicker", **({"initial_date": initial} if initial else {})}


def number(initial: str = "", *, decimals: bool = False) -> Element:
    """A number, not below 0."""
    element = {"type": "number_input", "is_decimal_allowed": decimals, "min_value": "0"}
    return {**element, "initial_value": initial} if initial else element


def who() -> Element:
    """Somebody of the workspace."""
    return {"type": "users_select", "placeholder": _plain("Choose somebody", PLACEHOLDER)}


def several(chosen: Sequence[str] = ()) -> Element:
    """People of the workspace."""
    element = {"type": "multi_users_select", "placeholder": _plain("Choose people", PLACEHOLDER)}
    return {**element, "initial_users": list(chosen)} if chosen else element


def which_channel() -> Element:
    """A channel of those they see, where others can follow."""
    kinds = {"include": ["public", "private"], "exclude_bot_users": True}
    return {"type": "conversations_select", "filter": kinds, "placeholder": _plain("Choose a channel", PLACEHOLDER)}


def _plain(text_: str, limit: int) -> Element:
    return {"type": "plain_text", "text": cut(text_, limit), "emoji": True}


def fallback(words: str) -> str:
    """The text of a message, where blocks are not shown: in notifications, and to those who cannot see them."""
    return escaped(cut(one_line(words), FALLBACK))


def length(blocks: list[Block]) -> int:
    """How many characters of words there are in all, as Slack seems to count them."""
    return sum(_length(block) for block in blocks)


def _length(part: Any) -> int:
    if isinstance(part, dict):
        return sum(
            len(value) if key in {"text", "url", "fallback"} and isinstance(value, str) else _length(value) for key, value in part.items()
        )
    return sum(_length(item) for item in part) if isinstance(part, list) else 0


def _broken(lines: tuple[list[Element], ...]) -> list[Element]:
    elements: list[Element] = []
    for index, line in enumerate(lines):
        if index:
            elements.append(text("\n"))
        elements.extend(part for one in line for part in with_emoji(one))
    return elements


def permalink(url: str, channel: str, ts: str, thread: str | None = None) -> str:
    """A message's address, as Slack makes it; `url` is the workspace's, with a slash at its end."""
    address = f"{url}archives/{channel}/p{ts.replace('.', '')}"
    return f"{address}?thread_ts={thread}&cid={channel}" if thread and thread != ts else address
