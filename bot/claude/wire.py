"""One request to the Messages API and its answer as it comes. The only module that touches the SDK.

Always as a stream, a shape too. `messages.parse` and a stream's `output_format` raise for an answer that was refused, was cut off or is
malformed, before they tell why it ended and what it cost.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any

import structlog
from pydantic import BaseModel, SecretStr

from bot.claude.trouble import Away, Busy, CutOff, Refused, Rejected, Trouble
from storage.spending import Tokens

if TYPE_CHECKING:
    import anthropic
    from anthropic.types import ParsedMessage

Json = dict[str, Any]

CONNECT_SECONDS = 5.0
SILENCE_SECONDS = 60.0
"""How long nothing may come; the API pings more often than that."""
ANSWER_SECONDS = 300.0
"""How long a whole answer may take."""

PASSING = {"rate_limit_error", "overloaded_error", "api_error", "timeout_error"}
"""What an error in the midst of a stream, which has no status of its own, is called when another time may go better."""
PASSING_STATUS = {408, 409, 425, 429}
SERVER_ERROR = 500

log = structlog.get_logger()


class Wire:
    """A client of the API that never sleeps and never tries again: that is for the jobs, which hold no worker meanwhile."""

    def __init__(self, key: SecretStr, base_url: str, *, silence: float = SILENCE_SECONDS, within: float = ANSWER_SECONDS) -> None:
        self.within = within
        self._key = key
        self._base_url = base_url
        self._silence = silence
        self._loading = asyncio.Lock()
        self._client: anthropic.AsyncAnthropic | None = None

    async def ready(self) -> anthropic.AsyncAnthropic:
        """Load the SDK, which takes seconds, in a thread, unless it is loaded."""
        async with self._loading:
            if self._client is None:
                self._client = await asyncio.to_thread(self._load)
            return self._client

    async def schema(self, shape: type[BaseModel]) -> Json:
        """Give a shape's JSON schema, as far as the API enforces one; the rest of it stands in the descriptions."""
        await self.ready()
        import anthropic  # noqa: PLC0415 - loaded by now

        return anthropic.transform_schema(shape)

    async def close(self) -> None:
        """Close the connections."""
        if self._client:
            await self._client.close()

    def _load(self) -> anthropic.AsyncAnthropic:
        import anthropic  # noqa: PLC0415 - 3 s, in a thread

        client = anthropic.AsyncAnthropic(
            api_key=self._key.get_secret_value(),
            base_url=self._base_url,
            timeout=anthropic.Timeout(self._silence, connect=CONNECT_SECONDS),
            max_retries=0,
            open_telemetry=False,  # what people said goes to the API and nowhere else
        )
        _ = client.messages  # loaded when it is first asked for
        return client


@dataclass
class Exchange:
    """A request, and its answer as far as it has come: `async for` gives the words.

    `begun` says whether the API took the request, so that it may be billed; `message` is the whole answer once it has ended.
    """

    wire: Wire
    body: Json
    begun: bool = False
    message: ParsedMessage[None] | None = None
    _stream: Any = field(default=None, repr=False)

    async def words(self) -> AsyncGenerator[str, None]:
        """Give the words of the answer as they come. Raises Trouble."""
        until = monotonic() + self.wire.within
        client = await self.wire.ready()
        try:
            while True:
                event = await self._next(client, until)
                if event is None:
                    break
                self.begun = True
                if event.type == "text":
                    yield event.text
        finally:
            if self._stream:
                await self._stream.close()
        if not self.begun or self._stream.current_message_snapshot.stop_reason is None:
            raise Away  # it ended in the middle, without a word why
        self.message = self._stream.current_message_snapshot

    async def _next(self, client: anthropic.AsyncAnthropic, until: float) -> Any:
        import anthropic  # noqa: PLC0415 - loaded by now
        import httpx2  # noqa: PLC0415 - what it lets through from the middle of a stream

        try:
            async with asyncio.timeout(max(0.0, until - monotonic())):
                if self._stream is None:
                    self._stream = await client.messages.stream(**self.body).__aenter__()
                return await anext(self._stream, None)
        except (anthropic.APIError, httpx2.HTTPError, TimeoutError, ValueError) as error:
            raise _trouble(error) from None  # no traceback should lead to an error that holds the request, and with it the key


def tokens(message: ParsedMessage[None]) -> Tokens:
    """What is billed for an answer."""
    usage = message.usage
    return Tokens(usage.input_tokens, usage.output_tokens, usage.cache_read_input_tokens or 0, usage.cache_creation_input_tokens or 0)


def text_of(message: ParsedMessage[None]) -> str:
    """All the text of an answer."""
    return "".join(block.text for block in message.content if block.type == "text")


def check_end(message: ParsedMessage[None]) -> None:
    """Raise Refused or CutOff unless an answer came to its end, or to asking for a tool."""
    if message.stop_reason == "refusal":
        raise Refused
    if message.stop_reason not in {"end_turn", "stop_sequence", "tool_use"}:
        raise CutOff


def _trouble(error: Exception) -> Trouble:
    import anthropic  # noqa: PLC0415 - loaded by now

    if not isinstance(error, anthropic.APIStatusError):
        log.warning("claude.away", error=type(error).__name__)
        return Away()
    log.warning("claude.error", status=error.status_code, type=error.type, request=error.request_id)
    is_passing = error.type in PASSING or error.status_code in PASSING_STATUS or error.status_code >= SERVER_ERROR
    if not is_passing:
        return Rejected(error.status_code)
    try:
        return Busy(float(error.response.headers["retry-after"]))
    except (KeyError, ValueError):
        return Away()
