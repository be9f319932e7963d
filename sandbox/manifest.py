"""What an app asks for: its commands, shortcuts, scopes and events, as its manifest says."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Command:
    """A slash command as the manifest declares it."""

    name: str
    description: str
    usage_hint: str
    should_escape: bool


@dataclass(frozen=True)
class Shortcut:
    """A shortcut as the manifest declares it; type is message or global."""

    name: str
    type: str
    callback_id: str


class Manifest:
    """What an app's parsed manifest decides about the workspace: commands, shortcuts, events, scopes, names."""

    def __init__(self, raw: dict[str, Any]) -> None:
        features = raw.get("features") or {}
        settings = raw.get("settings") or {}
        scopes = ((raw.get("oauth_config") or {}).get("scopes") or {}) if raw.get("oauth_config") else {}
        self.raw = raw
        self.app_name: str = (raw.get("display_information") or {}).get("name", "App")
        self.bot_name: str = (features.get("bot_user") or {}).get("display_name", self.app_name)
        self.commands = {command.name: command for command in map(_command, features.get("slash_commands") or [])}
        self.shortcuts = [Shortcut(one["name"], one["type"], one["callback_id"]) for one in features.get("shortcuts") or []]
        self.events = frozenset((settings.get("event_subscriptions") or {}).get("bot_events") or [])
        self.scopes = frozenset([*(scopes.get("bot") or []), *(scopes.get("bot_optional") or [])])
        home = features.get("app_home") or {}
        self.home_tab = bool(home.get("home_tab_enabled"))
        self.messages_tab = bool(home.get("messages_tab_enabled", True))
        self.messages_read_only = bool(home.get("messages_tab_read_only_enabled"))
        self.is_agent = "agent_view" in features
        self.interactive = bool((settings.get("interactivity") or {}).get("is_enabled"))

    def command(self, name: str) -> Command | None:
        """Find a command by its name, with the slash."""
        return self.commands.get(name)


def _command(raw: dict[str, Any]) -> Command:
    return Command(
        name=raw["command"],
        description=raw.get("description", ""),
        usage_hint=raw.get("usage_hint", ""),
        should_escape=bool(raw.get("should_escape")),
    )
