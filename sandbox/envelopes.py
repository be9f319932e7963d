"""What is under way over Socket Mode, until it is acked or given up."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from sandbox.deliveries import Attempt, Delivery, Undelivered

if TYPE_CHECKING:
    from sandbox.server import Sandbox

Json = dict[str, Any]


class Envelopes:
    """All envelopes of a server: each waits for its ack, on whichever connection it comes."""

    def __init__(self, slack: Sandbox) -> None:
        self._slack = slack
        self._pending: dict[str, tuple[Attempt, asyncio.Future[Json]]] = {}
        self._past: dict[str, Attempt] = {}

    async def exchange(self, delivery: Delivery, attempt: Attempt, reason: str) -> Any:
        """Send one envelope and return what came with its ack; raises Undelivered."""
        envelope: Json = {
            "envelope_id": attempt.envelope_id,
            "type": delivery.type,
            "accepts_response_payload": delivery.accepts_response,
            "payload": delivery.payload,
        }
        if delivery.type == "events_api":
            envelope |= {"retry_attempt": attempt.number, "retry_reason": reason}
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._pending[attempt.envelope_id] = attempt, answer
        try:
            await self._slack.socket_mode.send(envelope, attempt)
            # Before Python 3.12 wait_for forgets that it was cancelled where the answer comes in that moment (python/cpython#86296).
            async with asyncio.timeout(self._slack.ack_seconds):
                return (await answer).get("payload")
        except TimeoutError:
            raise Undelivered("timeout") from None
        except ConnectionError:
            raise Undelivered("connection_failed") from None
        finally:
            del self._pending[attempt.envelope_id]
            self._past[attempt.envelope_id] = attempt

    def acked(self, message: Json) -> None:
        """Take an ack from the app; one that nobody waits for any more is only marked late."""
        envelope_id = str(message.get("envelope_id"))
        if envelope_id in self._pending:
            _, answer = self._pending[envelope_id]
            if not answer.done():
                answer.set_result(message)
        elif envelope_id in self._past:
            self._past[envelope_id].late = not self._past[envelope_id].acked
            self._slack.changes.tell()

    def lost(self, connection: str) -> None:
        """Give up on what was under way on a connection that died."""
        for attempt, answer in self._pending.values():
            if attempt.connection == connection and not answer.done():
                answer.set_exception(ConnectionError("the connection died"))
