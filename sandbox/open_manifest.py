"""What an app may do that came without a manifest: everything. Its own manifest is better, as Slack goes by that."""

from __future__ import annotations

from sandbox.manifest import Command, Manifest

_READS = ("app_mentions", "bookmarks", "channels", "files", "groups", "im", "mpim", "pins", "reactions", "team", "users")
_WRITES = ("assistant", "bookmarks", "chat", "files", "groups", "im", "mpim", "pins", "reactions")
_MORE = (
    "channels:history",
    "channels:join",
    "channels:manage",
    "commands",
    "groups:history",
    "im:history",
    "mpim:history",
    "users:read.email",
)
_IN_CHANNELS = ("archive", "created", "left", "rename", "unarchive")
_IN_GROUPS = ("archive", "left", "rename", "unarchive")
_EVENTS = (
    "agent_session_stopped",
    "app_context_changed",
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "file_shared",
    "member_joined_channel",
    "member_left_channel",
    "pin_added",
    "pin_removed",
    "reaction_added",
    "reaction_removed",
    "team_join",
    "tokens_revoked",
    "user_change",
)
BUILT_IN = frozenset({"/invite", "/leave"})


class OpenManifest(Manifest):
    """Every scope, every event, a Home, and any command that is typed; shortcuts need a manifest, since nobody else knows them."""

    def __init__(self, name: str) -> None:
        scopes = [*(f"{one}:read" for one in _READS), *(f"{one}:write" for one in _WRITES), *_MORE]
        messages = [f"message.{kind}" for kind in ("channels", "groups", "im", "mpim")]
        changes = [*(f"channel_{one}" for one in _IN_CHANNELS), *(f"group_{one}" for one in _IN_GROUPS)]
        super().__init__(
            {
                "display_information": {"name": name},
                "features": {"bot_user": {"display_name": name}, "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True}},
                "oauth_config": {"scopes": {"bot": scopes}},
                "settings": {
                    "event_subscriptions": {"bot_events": [*_EVENTS, *messages, *changes]},
                    "interactivity": {"is_enabled": True},
                },
            }
        )

    def command(self, name: str) -> Command | None:
        """Take any command for one of the app's, but Slack's own."""
        return None if name in BUILT_IN else Command(name, "", "", should_escape=False)
