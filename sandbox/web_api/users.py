"""People: users.*."""

from sandbox import wire
from sandbox.content import Refused
from sandbox.web_api.call import Call, Json, Method, next_page
from sandbox.web_api.conversations import known


async def info(call: Call) -> Json:
    """About one person."""
    call.need_scope("users:read")
    return {"user": wire.user(call.person())}


async def list_all(call: Call) -> Json:
    """Everyone, page by page: bots and the deactivated too."""
    call.need_scope("users:read")
    people, cursor = call.page(list(call.workspace.people.values()), 1000)
    return {"members": [wire.user(one) for one in people], "cache_ts": int(call.slack.clock.now().timestamp()), **next_page(cursor)}


async def lookup_by_email(call: Call) -> Json:
    """Find someone by their address."""
    call.need_scope("users:read.email")
    address = call.need("email").casefold()
    for person in call.workspace.people.values():
        if person.email.casefold() == address and not (person.deactivated or person.is_bot):
            return {"user": wire.user(person)}
    raise Refused("users_not_found")


async def conversations(call: Call) -> Json:
    """Answer with the conversations someone is in, by default the bot, page by page."""
    member = call.person().id if call.text("user") else call.bot.id
    channels, cursor = call.page(known(call, member), 100)
    return {"channels": [wire.conversation(one, call.bot.id, with_count=False) for one in channels], **next_page(cursor)}


METHODS: dict[str, Method] = {
    "users.info": info,
    "users.list": list_all,
    "users.lookupByEmail": lookup_by_email,
    "users.conversations": conversations,
}
