"""manifest.yml: what Slack is told about this app is what the code does, no less and no more."""

import ast
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator
from referencing import Registry
from referencing.jsonschema import DRAFT7
from slack_sdk.web.async_client import AsyncWebClient

from bot.manifest import as_yaml, manifest_for, read_manifest
from tests.deployment import Deployment

ROOT = Path(__file__).parent.parent
SCHEMAS = Path(__file__).parent / "schemas"
PUBLISHED = "https://raw.githubusercontent.com/slackapi/manifest-schema/v0.5.0/schemas/"

# docs.slack.dev/reference/methods: a method that tells different things of different kinds of conversation has a scope for each.
SCOPES_OF_METHODS: dict[str, set[str]] = {
    "agents.sessions.setStatus": {"chat:write"},
    "apps.connections.open": set(),  # by the app's token
    "assistant.threads.setStatus": {"assistant:write"},
    "assistant.threads.setSuggestedPrompts": {"assistant:write"},
    "auth.test": set(),
    "chat.appendStream": {"chat:write"},
    "chat.delete": {"chat:write"},
    "chat.postEphemeral": {"chat:write"},
    "chat.postMessage": {"chat:write"},
    "chat.startStream": {"chat:write"},
    "chat.stopStream": {"chat:write"},
    "chat.update": {"chat:write"},
    "conversations.history": {"channels:history", "groups:history"},
    "conversations.info": {"channels:read", "groups:read"},
    "conversations.join": {"channels:join"},
    "conversations.list": {"channels:read", "groups:read"},
    "conversations.members": {"channels:read", "groups:read"},
    "conversations.replies": {"channels:history", "groups:history"},
    "reactions.add": {"reactions:write"},
    "users.conversations": {"channels:read"},
    "users.info": {"users:read"},
    "users.list": {"users:read"},
    "reactions.remove": {"reactions:write"},
    "views.open": set(),
    "views.publish": set(),
    "views.push": set(),
    "conversations.archive": {"channels:manage", "groups:write"},
    "conversations.create": {"channels:manage", "groups:write"},
    "conversations.invite": {"channels:manage", "groups:write"},
    "conversations.setTopic": {"channels:manage", "groups:write"},
    "conversations.open": {"im:write"},
    "pins.add": {"pins:write"},
    "files.completeUploadExternal": {"files:write"},
    "files.getUploadURLExternal": {"files:write"},
    "files.info": {"files:read"},
}

# docs.slack.dev/reference/events: what an app may subscribe to, and the scopes without which it is not told.
SCOPES_OF_EVENTS: dict[str, set[str]] = {
    "agent_session_stopped": {"assistant:write"},
    "app_context_changed": {"assistant:write"},
    "app_home_opened": set(),
    "app_mention": {"app_mentions:read"},
    "app_uninstalled": set(),
    "channel_archive": {"channels:read"},
    "channel_created": {"channels:read"},
    "channel_deleted": {"channels:read"},
    "channel_id_changed": {"channels:read"},
    "channel_left": {"channels:read"},
    "channel_rename": {"channels:read"},
    "channel_shared": {"channels:read"},
    "channel_unarchive": {"channels:read"},
    "channel_unshared": {"channels:read"},
    "group_archive": {"groups:read"},
    "group_deleted": {"groups:read"},
    "group_left": {"groups:read"},
    "group_rename": {"groups:read"},
    "group_unarchive": {"groups:read"},
    "member_joined_channel": {"channels:read", "groups:read"},
    "member_left_channel": {"channels:read", "groups:read"},
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "message.im": {"im:history"},
    "message.mpim": {"mpim:history"},
    "reaction_added": {"reactions:read"},
    "reaction_removed": {"reactions:read"},
    "team_join": {"users:read"},
    "tokens_revoked": set(),
    "user_change": {"users:read"},
}

METHODS_IN_PYTHON = {
    name: name.replace("_", ".")
    for name, member in vars(AsyncWebClient).items()
    if "_" in name[1:] and not name.startswith("_") and callable(member)
}
"""The client's methods by their names in Python: chat_postMessage is chat.postMessage."""


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    return read_manifest()


def schemas() -> Registry[Any]:
    registry: Registry[Any] = Registry()
    for path in SCHEMAS.glob("manifest.schema.[12].*.json"):
        resource = DRAFT7.create_resource(json.loads(path.read_text(encoding="utf-8")))
        registry = registry.with_resource(PUBLISHED + path.name, resource)
    return registry


def problems(manifest: dict[str, Any], schema: str) -> list[str]:
    validator = Draft7Validator(json.loads((SCHEMAS / schema).read_text(encoding="utf-8")), registry=schemas())
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in validator.iter_errors(manifest)]


@pytest.mark.parametrize("schema", ["manifest.schema.json", "manifest.schema.2.0.0.json"])
def test_the_manifest_is_valid_by_slacks_own_schema(manifest: dict[str, Any], schema: str) -> None:
    assert problems(manifest, schema) == []


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        ("display_information", "name", "x" * 36),
        ("display_information", "description", "x" * 141),
        ("features", "slash_commands", [{"command": "incident", "description": "without its slash"}]),
        ("features", "no_such_feature", {}),
    ],
)
def test_the_schema_would_have_said_so(manifest: dict[str, Any], section: str, key: str, value: object) -> None:
    wrong = {**manifest, section: {**manifest[section], key: value}}

    assert problems(wrong, "manifest.schema.json")


@pytest.mark.parametrize("schema", ["manifest.schema.json", "manifest.schema.2.0.0.json"])
@pytest.mark.parametrize("url", [None, "https://co.example", "https://co.example/copilot/", "https://co.example/slack/events"])
@pytest.mark.parametrize("core", [False, True])
def test_what_is_made_of_it_for_a_workspace_is_valid_too(schema: str, url: str | None, core: bool) -> None:  # noqa: FBT001 - a parameter
    made = manifest_for(url=url, core=core, renamed={"incident": "inc"})

    assert problems(made, schema) == []
    assert yaml.safe_load(as_yaml(made)) == made
    assert as_yaml(made).count("/slack/events\n") == (2 + len(made["features"]["slash_commands"]) if url else 0)


def test_every_command_of_the_manifest_is_answered_and_every_answered_one_is_in_it(
    manifest: dict[str, Any], deployment: Deployment
) -> None:
    commands = [command["command"] for command in manifest["features"]["slash_commands"]]

    assert sorted(commands) == sorted(deployment.copilot.doors.commands)


def test_every_event_of_the_manifest_is_heard_and_every_heard_one_is_in_it(manifest: dict[str, Any], deployment: Deployment) -> None:
    assert sorted(events(manifest)) == sorted(deployment.copilot.doors.events)


def test_every_shortcut_of_the_manifest_does_something_and_every_one_that_does_is_in_it(
    manifest: dict[str, Any], deployment: Deployment
) -> None:
    shortcuts = [shortcut["callback_id"] for shortcut in manifest["features"]["shortcuts"]]

    assert sorted(shortcuts) == sorted(deployment.copilot.doors.shortcuts)


def test_slack_knows_every_event(manifest: dict[str, Any]) -> None:
    assert [event for event in events(manifest) if event not in SCOPES_OF_EVENTS] == []


def test_every_command_escapes_what_people_type(manifest: dict[str, Any]) -> None:
    assert all(command["should_escape"] for command in manifest["features"]["slash_commands"])


def test_shortcuts_have_names_that_fit_a_menu(manifest: dict[str, Any]) -> None:
    assert [shortcut["name"] for shortcut in manifest["features"].get("shortcuts", []) if len(shortcut["name"]) > 24] == []


def test_the_old_assistant_view_is_not_used(manifest: dict[str, Any]) -> None:
    assert "assistant_view" not in manifest["features"]


def test_it_connects_by_socket_mode_without_any_address(manifest: dict[str, Any]) -> None:
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert "http" not in json.dumps(manifest)


def test_every_method_the_code_calls_is_looked_up_in_the_table_of_scopes() -> None:
    assert sorted(called() - set(SCOPES_OF_METHODS)) == []


def test_the_manifest_asks_for_the_scopes_the_code_needs_and_for_no_others(manifest: dict[str, Any]) -> None:
    needed = {"commands"}.union(
        *(SCOPES_OF_METHODS.get(method, set()) for method in called()),
        *(SCOPES_OF_EVENTS.get(event, set()) for event in events(manifest)),
    )

    assert sorted(scopes(manifest)) == sorted(needed)


def events(manifest: dict[str, Any]) -> list[str]:
    found: list[str] = manifest["settings"]["event_subscriptions"]["bot_events"]
    return found


def scopes(manifest: dict[str, Any]) -> list[str]:
    found: list[str] = manifest["oauth_config"]["scopes"]["bot"]
    return found


@cache
def called() -> frozenset[str]:
    """Every Web API method that is named in our code, as Slack names it."""
    files = [path.read_text(encoding="utf-8") for package in ("bot", "handlers", "storage") for path in (ROOT / package).rglob("*.py")]
    some = re.compile(rf"\.(?:{'|'.join(METHODS_IN_PYTHON)})\b")  # a file that has none of them in it need not be parsed
    nodes = [node for text in files if some.search(text) for node in ast.walk(ast.parse(text))]
    return frozenset(METHODS_IN_PYTHON[node.attr] for node in nodes if isinstance(node, ast.Attribute) and node.attr in METHODS_IN_PYTHON)
