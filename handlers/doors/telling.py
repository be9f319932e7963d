"""Ways to tell one person something: through an answer's address, in a thread for them alone, in a view.

None of them is a job: they are best effort, and at most once.
"""

import asyncio
from typing import Any

import structlog
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.errors import Unavailable
from handlers.blocks import kit
from handlers.calls import Refused, asked
from handlers.doors.desk import Desk
from handlers.places import Place
from handlers.reply import Form, Reply
from storage.jobs.port import Retry

VIEW_SECONDS = 0.8
"""A form opens within this, or is offered as a button: with what a listener may take it stays below Slack's three seconds."""
OK = 200

log = structlog.get_logger()


async def whisper(desk: Desk, place: Place, reply: Reply) -> None:
    """Words after something was said: in its thread for them alone, or in the direct message it was said in. Once for each delivery."""
    async with desk.answering.store.transaction() as db:
        if not await db.deliveries.is_first(f"{place.key}:told", team=place.team, at=desk.answering.clock()):
            return
    slack = desk.slack(place.team)
    if place.direct and place.message:
        await slack.chat_postMessage(channel=place.channel, thread_ts=place.thread or place.message.ts, **reply.as_message())
    else:
        await slack.chat_postEphemeral(channel=place.channel, user=place.user, thread_ts=place.thread, **reply.as_message())


async def answer(desk: Desk, place: Place, reply: Reply, *, replace: bool) -> None:
    """Words through the address Slack gave for the answer; with `replace`, in place of the message that was clicked."""
    slack = desk.slack(place.team)
    client = AsyncWebhookClient(place.answer_to, session=slack.session, timeout=slack.timeout, retry_handlers=[])
    how: dict[str, Any] = {"replace_original": replace, "response_type": "ephemeral"}
    thread = {"thread_ts": place.thread} if place.thread and not replace else {}
    response = await client.send_dict({**how, **thread, **reply.as_message()})
    if response.status_code != OK:
        log.warning("answer.refused", status=response.status_code, door=place.door)


async def opened(desk: Desk, place: Place, form: Form, *, on_top: bool = False) -> bool:
    """Whether the form could be opened: not with a trigger that is too old, nor when Slack is slow."""
    view = {**form.view, "callback_id": form.name, "private_metadata": place.metadata(form.about)}
    return await _shown(desk, place, view, on_top=on_top)


async def shown_on_top(desk: Desk, place: Place, reply: Reply, *, on_top: bool = False) -> bool:
    """Whether the answer could be shown in a small view, over the one that was clicked in."""
    return await _shown(desk, place, small_view(reply), on_top=on_top)


def small_view(reply: Reply) -> dict[str, Any]:
    """An answer as a view."""
    return kit.modal("CTO Co-Pilot", reply.blocks or [kit.section(reply.text)])


async def _shown(desk: Desk, place: Place, view: dict[str, Any], *, on_top: bool) -> bool:
    slack = desk.slack(place.team)
    show = slack.views_push if on_top else slack.views_open
    try:
        async with asyncio.timeout(VIEW_SECONDS):
            await asked(show(trigger_id=place.trigger, view=view))
    except (Refused, Retry, Unavailable, TimeoutError) as error:
        log.warning("view.not_opened", error=str(error), door=place.door)
        return False
    return True
