"""Files: files.*, and the addresses their bytes go to and come from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from aiohttp import web

from sandbox.content import Content, Refused, invalid_arguments
from sandbox.files import File
from sandbox.web_api.call import Call, Json, Method
from sandbox.web_api.chat import must_write, root_of

if TYPE_CHECKING:
    from sandbox.server import Sandbox

MOST_BYTES = 1024**3
MOST_SNIPPET = 1024**2
MOST_ALT = 1000


async def get_upload_url(call: Call) -> Json:
    """Answer with an address for the bytes of a file."""
    call.need_scope("files:write")
    name, size = call.need("filename"), call.number("length", 0)
    if size <= 0:
        raise Refused("missing_argument")
    if size > MOST_BYTES:
        raise Refused("file_upload_size_restricted")
    if call.text("snippet_type") and size > MOST_SNIPPET:
        raise Refused("snippet_too_large")
    if len(call.text("alt_txt")) > MOST_ALT:
        raise Refused("alt_txt_too_large")
    file, secret = call.workspace.files.begin(call.bot, name, size, call.text("alt_txt"))
    return {"upload_url": f"{call.slack.url}api/upload/v1/{call.workspace.team_id}/{secret}", "file_id": file.id}


async def complete_upload(call: Call) -> Json:
    """Keep uploaded files, private or shared in conversations; the message that shares them comes a moment later."""
    call.need_scope("files:write")
    files = [_uploaded(call, one) for one in _asked(call)]
    places = call.words("channels") + [call.text("channel_id")] * bool(call.text("channel_id"))
    if not places and (call.text("thread_ts") or call.text("initial_comment")):
        raise invalid_arguments("missing required field: channel_id")
    channels = [_conversation(call, place) for place in places]
    roots = [root_of(call, channel) for channel in channels]

    def share() -> None:
        for channel, root in zip(channels, roots, strict=True):
            content = Content(call.text("initial_comment"), files=files)
            channel.say(call.bot.id, content, thread_ts=root.ts if root else None, subtype="file_share")

    call.workspace.files.look_over(files, share)
    return {"files": [file.wire() for file in files]}


def _conversation(call: Call, place: str) -> Any:
    if place not in call.workspace.channels:
        # A name or a person's id is refused before Slack looks for it.
        if not (place[:1] in "CGD" and place.isalnum() and place.isupper()):
            raise invalid_arguments("input must match regex pattern: ^[CGDZ][A-Z0-9]{8,}$ [json-pointer:/channel_id]")
        raise Refused("channel_not_found")
    channel = Call(call.slack, call.workspace, call.method, {"channel": place}).channel()
    must_write(call, channel)
    return channel


def _asked(call: Call) -> list[Json]:
    asked = call.params.get("files")
    try:
        asked = json.loads(asked) if isinstance(asked, str) else asked
    except ValueError:
        asked = None
    if not isinstance(asked, list) or not asked or any(not isinstance(one, dict) or "id" not in one for one in asked):
        raise invalid_arguments("must be an array of files [json-pointer:/files]")
    return asked


def _uploaded(call: Call, asked: Json) -> File:
    file = call.workspace.files.announced(str(asked["id"]))
    if file.user != call.bot.id:
        raise Refused("file_not_found")
    file.title = str(asked.get("title") or "")
    return file


async def info(call: Call) -> Json:
    """About one file the bot may see; short while Slack looks it over."""
    call.need_scope("files:read")
    file = call.workspace.files.find(call.need("file"))
    if not (file.user == call.bot.id or file.may_be_seen_by(call.bot)):
        raise Refused("file_not_found")
    return {"file": file.wire(), "comments": [], "response_metadata": {"next_cursor": ""}}


async def delete(call: Call) -> Json:
    """Take away a file of the bot's own."""
    call.need_scope("files:write")
    file = call.workspace.files.find(call.need("file"))
    if file.user != call.bot.id:
        raise Refused("cant_delete_file" if file.may_be_seen_by(call.bot) else "file_not_found")
    call.workspace.files.delete(file)
    return {}


class Bytes:
    """The addresses of files' bytes."""

    def __init__(self, slack: Sandbox) -> None:
        self._slack = slack

    def add_routes(self, app: web.Application) -> None:
        """Take the paths bytes go to and come from."""
        app.router.add_post("/api/upload/v1/{team}/{secret}", self._upload)
        app.router.add_get("/files-pri/{file}/{name}", self._download)
        app.router.add_get("/files-pri/{file}/download/{name}", self._download)

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        workspace = self._slack.workspaces.get(request.match_info["team"])
        fault = self._slack.faults.strike("upload", request.match_info["team"], {})
        early = await fault.before(request) if fault else None
        if early is not None:
            return early
        file = workspace.files.receive(request.match_info["secret"], await _body(request)) if workspace else None
        return web.Response(text=f"OK - {file.size}") if file else web.Response(status=400, text="no such upload")

    async def _download(self, request: web.Request) -> web.StreamResponse:
        """Give a file to the bot that may see it; anyone else is led to a page, with no word of an error, as Slack does."""
        fault = self._slack.faults.strike("download", request.match_info["file"].partition("-")[0], {})
        early = await fault.before(request) if fault else None
        if early is not None:
            return early
        workspace = self._slack.workspace_of(request.headers.get("Authorization", "").removeprefix("Bearer").strip())
        try:
            file = workspace.files.find(request.match_info["file"].partition("-")[2]) if workspace and workspace.installed else None
        except Refused:
            return web.Response(status=404, text="no such file")
        scoped = "files:read" in self._slack.manifest.scopes
        if file is None or workspace is None or file.content is None or not (scoped and file.may_be_seen_by(workspace.bot)):
            raise web.HTTPFound(f"/?redir={quote(request.path, safe='')}")
        return web.Response(body=file.content, content_type=file.mimetype)


async def _body(request: web.Request) -> bytes:
    """Read what is uploaded: bare bytes, or a form with a file in it."""
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    for part in (await request.post()).values():
        if isinstance(part, web.FileField):
            return part.file.read()
    return b""


METHODS: dict[str, Method] = {
    "files.getUploadURLExternal": get_upload_url,
    "files.completeUploadExternal": complete_upload,
    "files.info": info,
    "files.delete": delete,
}
