"""Claude in a deployment of the tests: the real SDK asks a scripted Messages API, which tells workspaces by a key of their own."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Self

import anthropic.resources.messages  # noqa: F401 - loaded here, or the first question to Claude would wait for seconds until it is
import httpcore2
from pydantic import SecretStr

from bot.claude import Claude
from bot.config import Settings, read_settings
from sandbox.claude import Answer, Asked, Fault, ScriptedClaude
from sandbox.claude.friendly import friendly
from storage.store import Store

httpcore2.default_ssl_context = cache(httpcore2.default_ssl_context)
"""A client of the API reads every certificate there is, which takes 30 ms; a process of the product has one, the tests hundreds."""

KEY = "sk-ant-"
AsSet = Callable[[Settings], Claude]
Made = Callable[[Asked], Answer | Fault]
"""An answer made out of the request, where it has to cite what it was told."""


@cache
def _settings(url: str) -> Settings:
    return read_settings(slack_bot_token="xoxb-", anthropic_base_url=url)


class TeamsClaude:
    """Claude as one workspace has it. What a test says here reaches no other test's workspace.

    What nobody scripted is answered out of the words people said. `asked` are this workspace's requests, oldest first.
    """

    def __init__(self, team: str, url: str, as_set: AsSet) -> None:
        self.asked: list[Asked] = []
        self._settings = _settings(url).model_copy(update={"anthropic_api_key": SecretStr(f"{KEY}{team}")})
        self._as_set = as_set
        self._next: deque[Answer | Fault | Made] = deque()
        self._else: Made = friendly
        self.claude = as_set(self._settings)

    def will(self, *answers: Answer | Fault | Made) -> None:
        """Answer the next requests of this workspace so, in turn."""
        self._next.extend(answers)

    def always(self, answer: Answer | Fault | Made) -> None:
        """Answer so whatever else is asked from now on."""
        self._else = answer if callable(answer) else lambda _asked: answer

    def forgets(self) -> None:
        """What it was asked so far, and what it was to answer next, is gone: for tests that share a workspace."""
        self.asked.clear()
        self._next.clear()

    def is_taken_away(self) -> None:
        """From now on there is no key."""
        self.claude = self._as_set(self._settings.model_copy(update={"anthropic_api_key": None}))

    def may_spend(self, usd: float) -> None:
        """From now on this is the month's budget."""
        self.claude = self._as_set(self._settings.model_copy(update={"copilot_monthly_budget_usd": Decimal(str(usd))}))

    def answer(self, asked: Asked) -> Answer | Fault:
        """Give a request what it is to get."""
        self.asked.append(asked)
        following = self._next.popleft() if self._next else self._else
        return following(asked) if callable(following) else following


class Scripted:
    """The API, and Claude of each workspace of a deployment."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self._api = ScriptedClaude(self._answer)
        self._teams: dict[str, TeamsClaude] = {}
        self._made: list[Claude] = []

    async def __aenter__(self) -> Self:
        await self._api.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        for claude in self._made:
            await claude.close()
        await self._api.__aexit__()

    def __call__(self, team: str) -> Claude:
        return self.of(team).claude

    def of(self, team: str) -> TeamsClaude:
        """A workspace's Claude, to be told what to answer."""
        if team not in self._teams:
            self._teams[team] = TeamsClaude(team, self._api.url, self._as_set)
        return self._teams[team]

    def _as_set(self, settings: Settings) -> Claude:
        self._made.append(Claude.as_set(settings, self._store, self._clock))
        return self._made[-1]

    def _answer(self, asked: Asked) -> Answer | Fault:
        return self.of(asked.key.removeprefix(KEY)).answer(asked)
