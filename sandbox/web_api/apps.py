"""auth.test, team.info, bots.info, api.test."""

from sandbox import wire
from sandbox.content import Refused
from sandbox.web_api.call import Call, Json, Method


async def auth_test(call: Call) -> Json:
    """Whose token it is."""
    workspace = call.workspace
    return {
        "url": call.slack.url,
        "team": workspace.name,
        "user": workspace.bot.handle,
        "team_id": workspace.team_id,
        "user_id": workspace.bot.id,
        "bot_id": workspace.bot.bot_id,
        "is_enterprise_install": False,
    }


async def team_info(call: Call) -> Json:
    """About the workspace."""
    call.need_scope("team:read")
    workspace = call.workspace
    names = {"id": workspace.team_id, "name": workspace.name, "domain": workspace.domain, "url": call.slack.url}
    return {"team": {**names, "email_domain": "", "icon": {"image_default": True}}}


async def bots_info(call: Call) -> Json:
    """About a bot."""
    call.need_scope("users:read")
    if call.text("bot") not in {"", call.bot.bot_id}:
        raise Refused("bot_not_found")
    return {"bot": {**wire.bot(call.workspace), "icons": {}}}


async def api_test(call: Call) -> Json:
    """Send back what was sent."""
    if call.text("error"):
        raise Refused(call.text("error"), args=call.params)
    return {"args": call.params}


METHODS: dict[str, Method] = {"auth.test": auth_test, "team.info": team_info, "bots.info": bots_info, "api.test": api_test}
