"""Modals and Homes: what the app shows one person, and the stacks they stand in."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.blocks.shown import shown, text_shown
from sandbox.blocks.view_limits import problems_in_view, too_large
from sandbox.content import Refused, invalid_arguments, with_ids
from sandbox.forms.answers import Answers
from sandbox.ids import new_id, new_secret

if TYPE_CHECKING:
    from sandbox.people import Person
    from sandbox.triggers import Trigger
    from sandbox.workspace import Workspace

Json = dict[str, Any]
MOST_IN_A_STACK = 3


@dataclass(eq=False)
class View:
    """A modal or a Home as it stands now for one person; kind is modal or home.

    answers is what they filled in; errors is what stands under its fields, by block_id; previous is the view below.
    """

    person: Person
    id: str
    kind: str
    content: Json
    previous: View | None = None
    here: str | None = None
    hash: str = ""
    answers: Answers = field(default_factory=Answers)
    errors: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.draw(self.content)

    @property
    def blocks(self) -> list[Json]:
        """Its blocks."""
        blocks: list[Json] = self.content["blocks"]
        return blocks

    @property
    def title(self) -> str:
        """Its title; a Home has none."""
        return text_shown(self.content.get("title"), self.person.workspace)

    @property
    def shown(self) -> str:
        """What a person reads of it, without its title and its buttons."""
        return shown(self.blocks, "", self.person.workspace)

    @property
    def callback_id(self) -> str:
        """The app's name for it."""
        return str(self.content.get("callback_id", ""))

    @property
    def private_metadata(self) -> str:
        """What the app wrote on its back."""
        return str(self.content.get("private_metadata", ""))

    @property
    def values(self) -> Json:
        """What is filled in, as in state.values."""
        return self.answers.values()

    @property
    def is_open(self) -> bool:
        """Whether the person still has it before them, or below."""
        return self in self.person.views or self is self.person.home

    def answers_of(self, _person: Person) -> Answers:
        """Tell what the person it is for has filled in."""
        return self.answers

    def draw(self, content: Json) -> None:
        """Take new content; what was filled in stays where block_id and action_id do."""
        self.content, self.errors = content, {}
        self.hash = f"{self.person.workspace.timestamp()}.{new_secret(8)}"
        self.answers.drawn(self.blocks, self.here)
        for file in self.person.workspace.files.shown_in(self.blocks):
            file.shown_to.add(self.person.id)

    def wire(self, *, filled: bool = True) -> Json:
        """Draw a view object; Slack's answers to the app's own calls do not tell what is filled in."""
        workspace, below = self.person.workspace, self.previous
        root = self
        while root.previous:
            root = root.previous
        return {
            "id": self.id,
            "team_id": workspace.team_id,
            "type": self.kind,
            "title": {"type": "plain_text", "text": "View Title", "emoji": True},
            "close": None,
            "submit": None,
            "private_metadata": "",
            "callback_id": "",
            "external_id": "",
            "clear_on_close": False,
            "notify_on_close": False,
            **self.content,
            "state": {"values": self.values if filled else {}},
            "hash": self.hash,
            "previous_view_id": below.id if below else None,
            "root_view_id": root.id,
            "app_id": workspace.slack.app_id,
            "app_installed_team_id": workspace.team_id,
            "bot_id": workspace.bot.bot_id,
        }

    def __repr__(self) -> str:
        return f"<{self.kind} {self.id} {self.title!r}: {self.shown[:80]!r}>"


class Views:
    """All modals and Homes of one workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}

    def stack(self, person: Person) -> list[View]:
        """List the modals a person has before them, the lowest first."""
        return list(self._stacks.get(person.id, []))

    def home(self, person: Person) -> View | None:
        """Find the Home published for a person."""
        return self._homes.get(person.id)

    def find(self, view_id: str, external_id: str = "") -> View:
        """Find a view that is open, or a Home, by its id or the app's own; refused when there is none."""
        for view in self._open():
            if view.id == view_id or (external_id and view.content.get("external_id") == external_id):
                return view
        raise Refused("not_found")

    def open(self, trigger: Trigger, content: Json) -> View:
        """Open a modal in place of whatever the person had before them."""
        self._stacks[trigger.person.id] = []
        return self._put(trigger.person, content, trigger.channel)

    def push(self, person: Person, content: Json) -> View:
        """Put a modal on top of those the person has before them; three is the most."""
        below = person.view
        if below is None:
            raise Refused("not_found")
        if len(person.views) >= MOST_IN_A_STACK:
            raise Refused("push_limit_reached")
        return self._put(person, content, below.here)

    def update(self, view: View, content: Json, expected_hash: str = "") -> View:
        """Draw a view again; refused when it has changed since the app saw that hash."""
        if expected_hash and expected_hash != view.hash:
            raise Refused("hash_conflict")
        self._check_external_id(content, view)
        view.draw(content)
        self._workspace.slack.changed()
        return view

    def publish(self, person: Person, content: Json, expected_hash: str = "") -> View:
        """Draw a person's Home, the first time or again."""
        home = self._homes.get(person.id)
        if home:
            return self.update(home, content, expected_hash)
        self._check_external_id(content)
        home = self._homes[person.id] = View(person, new_id("V"), "home", content)
        self._workspace.slack.changed()
        return home

    def close(self, view: View) -> None:
        """Take a modal away with all that stands on it, and uncover the one below."""
        stack = self._stacks.get(view.person.id, [])
        if view in stack:
            del stack[stack.index(view) :]
        self._workspace.slack.changed()

    def _put(self, person: Person, content: Json, here: str | None) -> View:
        self._check_external_id(content)
        stack = self._stacks[person.id]
        view = View(person, new_id("V"), "modal", content, previous=stack[-1] if stack else None, here=here)
        stack.append(view)
        self._workspace.slack.changed()
        return view

    def _check_external_id(self, content: Json, but: View | None = None) -> None:
        external_id = content.get("external_id")
        if external_id and any(one.content.get("external_id") == external_id for one in self._open() if one is not but):
            raise Refused("duplicate_external_id")

    def _open(self) -> list[View]:
        return [*self._homes.values(), *(view for stack in self._stacks.values() for view in stack)]


def read_view(value: object, kind: str, workspace: Workspace) -> Json:
    """Read a view from what the app sends; raises Refused with Slack's error, naming the places."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            value = None
    if not isinstance(value, dict):
        raise invalid_arguments("must be a valid view object [json-pointer:/view]")
    problems = problems_in_view(value, kind)
    if problems:
        raise invalid_arguments(*problems)
    if too_large(value):
        raise Refused("view_too_large")
    workspace.files.check(value["blocks"], workspace.bot)
    return {**value, "blocks": with_ids(value["blocks"])}
