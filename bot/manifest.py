"""The app as Slack is told about it: manifest.yml, which stands at the top of a checkout and inside an installed package."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

_HERE = Path(__file__).parent
CORE = ("incident", "adr", "rfc", "debt", "scorecard", "cto")
"""The commands of a workspace where the others collide with somebody else's."""
PATH = "/slack/events"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one in C reads it in a tenth of the time; where PyYAML was built without it, the other does."""
_COMMAND = re.compile(r"[a-z0-9_-]{1,31}")
_PUBLIC = re.compile(r"https://[^\s/?#]+(/[^\s?#]*)?")


class BadManifest(ValueError):
    """What was asked of the manifest cannot be; `str()` of it is one line that says why."""


def read_manifest() -> dict[str, Any]:
    """The manifest, parsed."""
    installed = _HERE / "manifest.yml"
    path = installed if installed.exists() else _HERE.parent / "manifest.yml"
    manifest: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - both of them are safe
    return manifest


def manifest_for(*, url: str | None = None, core: bool = False, renamed: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The manifest for a workspace. With a `url` (https://…), Slack posts there instead of Socket Mode. Raises BadManifest.

    `core`: without the commands that others have, too. `renamed` are commands by their name here: {"incident": "inc"}.
    """
    manifest = read_manifest()
    commands = manifest["features"]["slash_commands"]
    names = [command["command"].lstrip("/") for command in commands]
    for old, new in (renamed or {}).items():
        if old not in names:
            raise BadManifest(f"There is no /{old}. There are: {', '.join(names)}")
        if not _COMMAND.fullmatch(new):
            raise BadManifest(f"/{new} is no name of a command: small letters, numbers, - and _, at most 31")
    kept = [command for command, name in zip(commands, names, strict=True) if not core or name in CORE]
    for command in kept:
        name = command["command"].lstrip("/")
        command["command"] = f"/{(renamed or {}).get(name, name)}"
    taken = [command["command"] for command in kept]
    if twice := {name for name in taken if taken.count(name) > 1}:
        raise BadManifest(f"{', '.join(sorted(twice))} would be there twice")
    manifest["features"]["slash_commands"] = kept
    if url:
        _reached_at(manifest, url)
    return manifest


def _reached_at(manifest: dict[str, Any], url: str) -> None:
    address = _address(url)
    for command in manifest["features"]["slash_commands"]:
        command["url"] = address
    settings = manifest["settings"]
    settings["socket_mode_enabled"] = False
    settings["event_subscriptions"] = {"request_url": address, **settings["event_subscriptions"]}
    settings["interactivity"]["request_url"] = address


def _address(url: str) -> str:
    """The public address of this process, or that of its one path, as somebody may have copied it."""
    if not _PUBLIC.fullmatch(url):
        raise BadManifest("--url should be https://…, without ? and #: Slack posts to nothing else")
    return f"{url.rstrip('/').removesuffix(PATH)}{PATH}"


def as_yaml(manifest: Mapping[str, Any]) -> str:
    """The manifest as Slack's form takes it."""
    return yaml.safe_dump(dict(manifest), sort_keys=False, allow_unicode=True)
