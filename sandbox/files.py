"""Files: kept, processed for a moment, shared in messages, downloaded by who may see them."""

from __future__ import annotations

import asyncio
import mimetypes
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from sandbox.content import Refused
from sandbox.ids import new_id, new_secret

if TYPE_CHECKING:
    from sandbox.messages import Message
    from sandbox.people import Person
    from sandbox.workspace import Workspace

Json = dict[str, Any]


@dataclass(eq=False)
class File:
    """A file, as long as it is there.

    content is None until its bytes came; kept is false until its upload was completed; ready is false while Slack looks it over;
    shares are the messages it is in; shown_to are the ids of those who have it in a view.
    """

    workspace: Workspace
    id: str
    name: str
    size: int
    user: str
    title: str = ""
    alt_txt: str = ""
    content: bytes | None = None
    kept: bool = False
    ready: bool = False
    deleted: bool = False
    created: int = 0
    shares: list[Message] = field(default_factory=list)
    shown_to: set[str] = field(default_factory=set)

    @property
    def mimetype(self) -> str:
        """What it is, by its name."""
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    @property
    def is_picture(self) -> bool:
        """Whether an image block can show it."""
        return self.mimetype in {"image/png", "image/jpeg", "image/gif"}

    def may_be_seen_by(self, person: Person) -> bool:
        """Whether it is theirs, in a message they can see, or in a view of theirs."""
        if self.deleted or not self.ready:
            return False
        return person.id in {self.user, *self.shown_to} or any(person.sees(message) for message in self.shares)

    def wire(self) -> Json:
        """Draw a file object; what Slack finds out by looking it over is not told before (node-slack-sdk#2040)."""
        if self.deleted:
            return {"id": self.id, "mode": "tombstone"}
        url = self.workspace.slack.url
        shared = {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": "",
            "filetype": "",
            "pretty_type": "",
            "user": self.user,
            "user_team": self.workspace.team_id,
            "size": self.size,
            "mode": "hosted",
            "is_external": False,
            "editable": False,
            "is_public": False,
            "url_private": f"{url}files-pri/{self.workspace.team_id}-{self.id}/{self.name}",
            "url_private_download": f"{url}files-pri/{self.workspace.team_id}-{self.id}/download/{self.name}",
            "permalink": f"{url}files/{self.user}/{self.id}/{self.name}",
            "file_access": "visible",
            "alt_txt": self.alt_txt,
        }
        return {**shared, **self._looked_over()} if self.ready else shared

    def _looked_over(self) -> Json:
        kind = PurePath(self.name).suffix.removeprefix(".").casefold() or "binary"
        seen = [message for message in self.shares if not message.is_gone]
        places: dict[str, list[str]] = {"channels": [], "groups": [], "ims": []}
        shares: Json = {}
        for message in seen:
            channel = message.channel
            places[{"channel": "channels", "im": "ims"}.get(channel.kind, "groups")].append(channel.id)
            thread = {"thread_ts": message.thread_ts} if message.thread_ts else {}
            told = {"ts": message.ts, "channel_name": channel.name, "team_id": self.workspace.team_id, **thread}
            shares.setdefault("private" if channel.is_private or channel.is_im else "public", {}).setdefault(channel.id, []).append(told)
        known = {"mimetype": self.mimetype, "filetype": kind, "pretty_type": kind.upper()}
        return {**known, **places, "shares": shares, "is_public": bool(places["channels"])}

    def __repr__(self) -> str:
        return f"<{self.name} {self.id}>"


class Files:
    """All files of one workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._known: dict[str, File] = {}
        self._uploads: dict[str, File] = {}

    def begin(self, person: Person, name: str, size: int, alt_txt: str = "") -> tuple[File, str]:
        """Take note of a file to come; returns it and the secret of the address its bytes go to."""
        now = int(self._workspace.slack.clock.now().timestamp())
        file, secret = File(self._workspace, new_id("F"), name, size, person.id, alt_txt=alt_txt, created=now), new_secret(40)
        self._known[file.id] = self._uploads[secret] = file
        return file, secret

    def receive(self, secret: str, content: bytes) -> File | None:
        """Take the bytes of a file; None when nobody announced them, or announced another number of them."""
        file = self._uploads.get(secret)
        if file is None or file.content is not None or len(content) != file.size:
            return None
        file.content = content
        return file

    def keep(self, person: Person, name: str, content: bytes) -> File:
        """Take a whole file from a person."""
        file, secret = self.begin(person, name, len(content))
        self.receive(secret, content)
        file.kept = True
        return file

    def announced(self, file_id: str) -> File:
        """Find a file whose bytes came and whose upload is not completed; refused when there is none."""
        file = self._known.get(file_id)
        if file is None or file.content is None or file.kept:
            raise Refused("file_not_found")
        return file

    def find(self, file_id: str) -> File:
        """Find a file; refused when there is none, or no more."""
        file = self._known.get(file_id)
        if file is None or not file.kept:
            raise Refused("file_not_found")
        if file.deleted:
            raise Refused("file_deleted")
        return file

    def look_over(self, files: list[File], then: Callable[[], object] = lambda: None) -> asyncio.Task[None]:
        """Let Slack look files over in the background, and then share them."""
        slack = self._workspace.slack
        for file in files:
            file.kept = True

        async def look() -> None:
            await asyncio.sleep(slack.processing_seconds)
            for file in files:
                file.ready = True
            then()

        return slack.in_background(look())

    def delete(self, file: File) -> None:
        """Take a file away, out of its messages too."""
        file.deleted, file.content = True, None
        self._workspace.slack.changed()

    def shown_in(self, blocks: list[Json]) -> list[File]:
        """List the pictures that blocks show."""
        return [self._shown(picture, index) for index, picture in _pictures(blocks)]

    def check(self, blocks: list[Json], viewer: Person) -> None:
        """Refuse blocks that show a file which is no picture, not ready, or not the viewer's to show."""
        for index, picture in _pictures(blocks):
            file = self._shown(picture, index)
            if not (file.is_picture and file.may_be_seen_by(viewer)):
                raise _invalid(index)

    def _shown(self, picture: Json, index: int) -> File:
        named = picture.get("id"), picture.get("url")
        for file in self._known.values():
            drawn = file.wire()
            if named[0] == file.id or (named[1] and named[1] in {drawn.get("url_private"), drawn.get("permalink")}):
                return file
        raise _invalid(index)


def _invalid(index: int) -> Refused:
    problem = f"invalid slack file [json-pointer:/blocks/{index}/slack_file]"
    return Refused("invalid_blocks", errors=[problem], response_metadata={"messages": [f"[ERROR] {problem}"]})


def _pictures(blocks: list[Json]) -> list[tuple[int, Json]]:
    found: list[tuple[int, Json]] = []

    def look(part: object, index: int) -> None:
        if isinstance(part, dict) and isinstance(part.get("slack_file"), dict):
            found.append((index, part["slack_file"]))
        for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
            look(inner, index)

    for index, block in enumerate(blocks):
        look(block, index)
    return found
