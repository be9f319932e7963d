"""Claude in a process of its own: loaded once it serves, never in the way of anything else."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from bot.config import Settings
from bot.logs import set_up_logs
from bot.serving import Service, run
from sandbox.claude import ScriptedClaude
from tests.forked import Forked
from tests.process import a_slack, anew, served

KEY = "sk-ant-a-key-nobody-may-see"


async def serve_with_another() -> None:
    """The co-pilot where `anthropic` is what lies in a folder of the test's."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "anthropic"]:
        del sys.modules[name]
    sys.path.insert(0, os.environ["ANOTHER"])
    set_up_logs("json")
    await run(Service(Settings()))


async def another(settings: dict[str, str]) -> tuple[Forked, asyncio.StreamReader]:
    process = Forked([], settings, does=serve_with_another)
    return process, await process.start()


@pytest.mark.slow
async def test_with_a_key_it_is_loaded_once_the_process_serves_and_a_stop_posts_what_was_acked(tmp_path: Path) -> None:
    async with a_slack() as slack, ScriptedClaude() as api:
        environment = {"ANTHROPIC_API_KEY": KEY, "ANTHROPIC_BASE_URL": api.url}
        acme = slack.workspace("Acme")
        ana = acme.person("Ana")
        general = acme.channel("general", members=[ana, acme.bot])
        async with served(acme, f"sqlite:///{tmp_path}/copilot.db", anew, **environment) as process:
            await process.ready()
            before = [one for one in process.log if str(one["event"]).startswith("claude.")]
            await process.says("claude.ready")
            slow = slack.faults.add("chat.postMessage", "slow", seconds=1)
            await ana.runs("/incident declare SEV1 Checkout is down", in_=general)
            await slow.reached()
            code = await process.stopped()

        assert before == []
        assert code == 0
        assert any("Checkout is down" in message.shown for message in general.live)
        assert slack.connections == 0
        assert api.log == []
        assert KEY not in "".join(process.lines)


async def test_without_a_key_nothing_is_loaded_and_the_log_says_so(tmp_path: Path) -> None:
    async with a_slack() as slack, served(slack.workspace("Acme"), f"sqlite:///{tmp_path}/copilot.db") as process:
        await process.says("claude.off")

        status, _ = await process.get("/readyz")
        assert status == 200


@pytest.mark.parametrize("broken", ["raise ImportError('no such file')", "raise SystemError"])
async def test_what_cannot_be_loaded_ends_nothing(tmp_path: Path, broken: str) -> None:
    (tmp_path / "anthropic.py").write_text(broken)
    environment = {"ANTHROPIC_API_KEY": KEY, "ANOTHER": str(tmp_path)}
    async with a_slack() as slack:
        acme = slack.workspace("Acme")
        ana = acme.person("Ana")
        general = acme.channel("general", members=[ana, acme.bot])
        async with served(acme, f"sqlite:///{tmp_path}/copilot.db", another, **environment) as process:
            said = await process.says("claude.not_loaded")
            reply = await ana.runs("/incident declare SEV1 Checkout is down", in_=general)
            status, _ = await process.get("/readyz")

        assert said["level"] == "warning"
        assert "INC-1 is open" in reply.shown
        assert status == 200


async def test_a_stop_while_it_is_being_loaded_is_a_good_one(tmp_path: Path) -> None:
    (tmp_path / "anthropic.py").write_text("import time; print('loading', flush=True); time.sleep(1)")
    environment = {"ANTHROPIC_API_KEY": KEY, "ANOTHER": str(tmp_path)}
    async with a_slack() as slack:
        async with served(slack.workspace("Acme"), f"sqlite:///{tmp_path}/copilot.db", another, **environment) as process:
            async with asyncio.timeout(90):
                while "loading\n" not in process.lines:
                    await asyncio.sleep(0.02)
            code = await process.stopped()

        assert code == 0
        assert "Traceback" not in "".join(process.lines)
