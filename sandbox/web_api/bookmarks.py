"""Links at the top of a channel: bookmarks.*."""

from sandbox.channels import Channel
from sandbox.content import Refused
from sandbox.ids import new_id
from sandbox.web_api.call import Call, Json, Method

MOST_BOOKMARKS = 100


async def add(call: Call) -> Json:
    """Put a link at the top of a channel."""
    channel = _channel(call, "bookmarks:write")
    title, kind, link = call.need("title"), call.need("type"), call.text("link")
    if kind != "link":
        raise Refused("invalid_bookmark_type")
    if not link.startswith(("http://", "https://")):
        raise Refused("invalid_link")
    if len(channel.bookmarks) >= MOST_BOOKMARKS:
        raise Refused("too_many_bookmarks")
    now = int(call.slack.clock.now().timestamp())
    bookmark = {
        "id": new_id("Bk"),
        "channel_id": channel.id,
        "title": title,
        "link": link,
        "emoji": call.text("emoji") or None,
        "icon_url": None,
        "type": kind,
        "entity_id": call.text("entity_id") or None,
        "date_created": now,
        "date_updated": 0,
        "rank": f"{len(channel.bookmarks):06d}",
        "last_updated_by_user_id": call.bot.id,
        "last_updated_by_team_id": call.workspace.team_id,
        "shortcut_id": None,
        "app_id": None,
    }
    channel.bookmarks.append(bookmark)
    call.slack.changed()
    return {"bookmark": bookmark}


async def edit(call: Call) -> Json:
    """Change a link's title, address or emoji."""
    bookmark = _found(call, _channel(call, "bookmarks:write"))
    bookmark |= {name: call.text(name) for name in ("title", "link", "emoji") if call.text(name)}
    bookmark["date_updated"] = int(call.slack.clock.now().timestamp())
    call.slack.changed()
    return {"bookmark": bookmark}


async def remove(call: Call) -> Json:
    """Take a link away."""
    channel = _channel(call, "bookmarks:write")
    channel.bookmarks.remove(_found(call, channel))
    call.slack.changed()
    return {}


async def list_all(call: Call) -> Json:
    """Answer with the links of a channel."""
    return {"bookmarks": _channel(call, "bookmarks:read").bookmarks}


def _channel(call: Call, scope: str) -> Channel:
    call.need_scope(scope)
    call.need("channel_id")
    channel = call.channel("channel_id")
    if call.bot.id not in channel.members:
        raise Refused("not_in_channel")
    return channel


def _found(call: Call, channel: Channel) -> Json:
    bookmark_id = call.need("bookmark_id")
    found = next((one for one in channel.bookmarks if one["id"] == bookmark_id), None)
    if found is None:
        raise Refused("not_found")
    return found


METHODS: dict[str, Method] = {
    "bookmarks.add": add,
    "bookmarks.edit": edit,
    "bookmarks.remove": remove,
    "bookmarks.list": list_all,
}
