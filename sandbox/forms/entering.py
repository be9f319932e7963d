"""What a person puts into a field, as Slack's client takes it: the words or things they mean become the value that is sent."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from sandbox.blocks.agreement import options
from sandbox.blocks.shown import text_shown
from sandbox.forms.fields import MANY, TYPED, Field
from sandbox.reply import CannotDo

if TYPE_CHECKING:
    from sandbox.channels import Channel
    from sandbox.forms.answers import Answers
    from sandbox.people import Person

Json = dict[str, Any]
MOST_TYPED = 3000
_DATE, _TIME = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\d\d:\d\d")


def entered(person: Person, field: Field, given: Any, answers: Answers) -> Any:
    """Return the value a field holds after the person gave this; raises CannotDo when the client does not let them."""
    if given is None:
        return [] if field.kind in MANY else None
    if field.kind in MANY:
        several = list(given) if isinstance(given, list | tuple | set | frozenset) else [given]
        most = field.element.get("max_selected_items") or field.element.get("max_files") or len(several)
        if len(several) > most:
            raise CannotDo(f"{field.block_id} takes no more than {most}")
        return [_one(person, field, each, answers) for each in several]
    return _one(person, field, given, answers)


def _one(person: Person, field: Field, given: Any, answers: Answers) -> Any:
    kind = field.kind.removeprefix("multi_")
    if kind in TYPED:
        return _typed(field, str(given))
    takers: dict[str, Callable[[], Any]] = {
        "rich_text_input": lambda: _rich(given),
        "external_select": lambda: _option(person, field, given, answers.found.get(field.id, [])),
        "users_select": lambda: _user(person, given),
        "conversations_select": lambda: _conversation(person, field, given),
        "channels_select": lambda: _conversation(person, field, given, ("public",)),
        "datepicker": lambda: _moment(field, given.isoformat() if isinstance(given, date) else str(given), _DATE),
        "timepicker": lambda: _moment(field, given.strftime("%H:%M") if isinstance(given, time) else str(given), _TIME),
        "datetimepicker": lambda: _instant(field, given),
        "file_input": lambda: _file(person, field, given),
    }
    return takers[kind]() if kind in takers else _option(person, field, given, options(field.element))


def _typed(field: Field, words: str) -> str | None:
    most = field.element.get("max_length") or MOST_TYPED
    if len(words) > most:
        raise CannotDo(f"{field.block_id} takes no more than {most} characters, not {len(words)}")
    if "\n" in words and not field.element.get("multiline"):
        raise CannotDo(f"{field.block_id} has one line only")
    return words or None


def _rich(given: Any) -> Json:
    if isinstance(given, dict):
        return given
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": str(given)}]}
    return {"type": "rich_text", "elements": [section]}


def _option(person: Person, field: Field, given: Any, offered: list[Json]) -> Json:
    names = person.workspace
    chosen = [one for one in offered if one.get("value") == given] or [
        one for one in offered if text_shown(one.get("text"), names) == given
    ]
    if not chosen:
        raise CannotDo(
            f"{given!r} is not offered in {field.action_id}; there are {[text_shown(one.get('text'), names) for one in offered]}"
        )
    return chosen[0]


def _file(person: Person, field: Field, given: tuple[str, bytes]) -> Json:
    name, content = given
    kinds = field.element.get("filetypes")
    if kinds and name.rpartition(".")[2].casefold() not in kinds:
        raise CannotDo(f"{field.action_id} takes {', '.join(kinds)} only")
    file = person.workspace.files.keep(person, name, content)
    file.ready = True
    file.shown_to.add(person.workspace.bot.id)  # whose form it is: with files:read it may have what is put in there
    return file.wire()


def _user(person: Person, given: Any) -> str:
    user = person.workspace.people.get(getattr(given, "id", given))
    if user is None or user.deactivated:
        raise CannotDo(f"{person.name} finds nobody called {given!r}")
    return user.id


def _conversation(person: Person, field: Field, given: Any, only: tuple[str, ...] = ()) -> str:
    channel = person.workspace.channels.get(getattr(given, "id", given))
    if channel is None or channel.is_archived or not person.finds(channel):
        raise CannotDo(f"{person.name} finds no conversation {given!r}")
    allowed = only or (field.element.get("filter") or {}).get("include")
    if allowed and _sort(channel) not in allowed:
        raise CannotDo(f"{field.action_id} offers {', '.join(allowed)} only, not {channel!r}")
    return channel.id


def _sort(channel: Channel) -> str:
    return {"channel": "public", "group": "private"}.get(channel.kind, channel.kind)


def _moment(field: Field, written: str, form: re.Pattern[str]) -> str:
    if not form.fullmatch(written):
        raise CannotDo(f"{written!r} is not what {field.kind} gives")
    return written


def _instant(field: Field, given: Any) -> int:
    if isinstance(given, datetime) and given.tzinfo is None:
        raise CannotDo(f"{field.action_id} gives a moment, so its zone is needed")
    return int(given.timestamp() if isinstance(given, datetime) else given)
