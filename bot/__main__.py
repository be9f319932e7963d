"""The command line."""

import gc
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.config import Wrong
from bot.logs import set_up_logs
from bot.metrics import Metrics
from bot.terminal import FAILED, MISUSE, end, run, settings, settings_for_storage
from bot.upkeep import upkeep

main = typer.Typer(no_args_is_help=True, add_completion=False)
jobs = typer.Typer(no_args_is_help=True, help="Work that failed too often and waits for somebody: look, retry, drop.")
main.add_typer(jobs, name="jobs")
main.add_typer(upkeep)


def _told(wanted: bool) -> None:  # noqa: FBT001 - typer calls it so
    if wanted:
        typer.echo(version("cto-copilot"))
        raise typer.Exit


@main.callback()
def _every(
    *, told: Annotated[bool, typer.Option("--version", callback=_told, is_eager=True, help="Which version this is.")] = False
) -> None:
    """CTO Co-Pilot: the habits of a good CTO, in Slack."""


@main.command()
def serve(listen: Annotated[str | None, typer.Option(help="HOST:PORT of /healthz, /readyz and /metrics.")] = None) -> None:
    """Run the co-pilot in the workspace whose tokens are in the environment or in .env."""
    given = settings(**({"copilot_listen": listen} if listen else {}))
    metrics = Metrics()
    set_up_logs(given.copilot_log, metrics)
    gc.disable()  # to look for garbage in what is being loaded, and stays, takes a fifth of a start
    from bot.heap import one_heap  # noqa: PLC0415 - so that --help and a wrong setting are quick
    from bot.serving import serve as serve_  # noqa: PLC0415

    gc.freeze()  # and a tenth of a second, now and then, of whoever waits for an answer
    gc.enable()
    one_heap()
    run(serve_(given, metrics))


@main.command()
def sandbox(
    *,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where the page is, on this machine.")] = 8080,
    database: Annotated[str | None, typer.Option(help="Keep records there: sqlite:///file. Without it they go with the workspace.")] = None,
    no_claude: Annotated[bool, typer.Option("--no-claude", help="Without Claude, as without a key.")] = False,
    story: Annotated[bool, typer.Option("--story", help="A day plays itself, to look at.")] = False,
    no_bot: Annotated[bool, typer.Option("--no-bot", help="Without the co-pilot: for a bot of your own.")] = False,
    app_token: Annotated[str | None, typer.Option(help="With --no-bot: the xapp-… your bot connects with.")] = None,
    bot_token: Annotated[str | None, typer.Option(help="With --no-bot: the xoxb-… your bot calls with.")] = None,
    manifest: Annotated[Path | None, typer.Option(help="With --no-bot: your app's manifest, YAML or JSON.")] = None,
) -> None:
    """Open a workspace on this machine with the co-pilot in it: no account, no key."""
    from bot.lending import NoManifest, lend  # noqa: PLC0415 - the sandbox is not part of what serves
    from bot.trying import try_out  # noqa: PLC0415

    given = (
        {"--story": story, "--database": database, "--no-claude": no_claude}
        if no_bot
        else {"--app-token": app_token, "--bot-token": bot_token, "--manifest": manifest}
    )
    if wrong := [name for name, value in given.items() if value]:
        end(f"{wrong[0]} goes {'without' if no_bot else 'with'} --no-bot.", MISUSE)
    set_up_logs("auto")
    try:
        if no_bot:
            run(lend(port=port, app_token=app_token, bot_token=bot_token, manifest=manifest))
        else:
            run(try_out(port=port, database_url=database, story=story, claude=not no_claude))
    except Wrong as wrong_setting:
        end(str(wrong_setting), MISUSE)
    except NoManifest as wrong_file:
        end(f"--manifest: {wrong_file}.", MISUSE)
    except OSError:
        end(f"Port {port} is taken. Try: cto-copilot sandbox --port {port + 1}", FAILED)


@main.command()
def manifest(
    url: Annotated[str | None, typer.Option(help="https://…, where Slack posts to. Without it: Socket Mode.")] = None,
    commands: Annotated[str, typer.Option(help="all, or core: without those that others have, too.")] = "all",
    rename: Annotated[list[str] | None, typer.Option(help="incident=inc: a command's name here. Set COPILOT_RENAMED to the same.")] = None,
) -> None:
    """Print the app's manifest, to create it from at api.slack.com/apps."""
    from bot.manifest import BadManifest, as_yaml, manifest_for  # noqa: PLC0415 - so that --help is quick

    if commands not in {"all", "core"}:
        end(f"--commands {commands}: all or core.", MISUSE)
    pairs = [one.partition("=") for one in rename or []]
    if wrong := [old for old, _, new in pairs if not new]:
        end(f"--rename {wrong[0]}: old=new, as incident=inc.", MISUSE)
    try:
        made = manifest_for(url=url, core=commands == "core", renamed={old.lstrip("/"): new.lstrip("/") for old, _, new in pairs})
    except BadManifest as bad:
        end(f"{bad}.", MISUSE)
    print(as_yaml(made), end="")  # noqa: T201 - the command line speaks


@main.command("import")
def import_(
    folder: Annotated[Path, typer.Argument(help="With data/engineering, docs/adr or docs/decisions in it, or the files themselves.")],
    project: Annotated[str, typer.Option(help="The project they belong to; one of this name is made if there is none.")] = "",
    workspace: Annotated[str, typer.Option(help="The workspace they are for, where there are several.")] = "",
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would be done, and do nothing.")] = False,
) -> None:
    """Read records from a folder: ours, MADR's, adr-tools'. A file that cannot be read is named, and skipped."""
    from bot.folders import imported  # noqa: PLC0415 - so that --help is quick

    if not run(imported(settings_for_storage(), folder, Console(), project=project, named=workspace, dry_run=dry_run)):
        raise typer.Exit(FAILED)


@main.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Where to write; made if it is not there.")],
    workspace: Annotated[str, typer.Option(help="The workspace they are from, where there are several.")] = "",
    *,
    include_private: Annotated[
        bool, typer.Option("--include-private", help="Write what private channels keep to themselves, too.")
    ] = False,
) -> None:
    """Write every record to a folder, as plain files: DIR/data/engineering."""
    from bot.folders import exported  # noqa: PLC0415 - so that --help is quick

    run(exported(settings_for_storage(), folder, Console(), named=workspace, include_private=include_private))


@main.command()
def mcp(
    person: Annotated[str, typer.Option(help="The Slack user id with whose eyes it reads. Without it: COPILOT_MCP_PERSON.")] = "",
    workspace: Annotated[str, typer.Option(help="The workspace they are in, where there are several.")] = "",
) -> None:
    """Let a coding agent on this machine read the records, over standard input and output: search, show, list, propose."""
    given = settings_for_storage()
    set_up_logs(given.copilot_log)
    from bot.mcp import serve as serve_  # noqa: PLC0415 - so that --help is quick, and nothing else loads it

    run(serve_(given, person=person or given.copilot_mcp_person, named=workspace))


@jobs.command("list")
def jobs_list() -> None:
    """List parked jobs."""
    from bot.parked import listed  # noqa: PLC0415 - so that --help is quick

    run(listed(settings_for_storage(), Console()))


@jobs.command("retry")
def jobs_retry(job: int) -> None:
    """Let a parked job be tried again."""
    from bot.parked import retried  # noqa: PLC0415

    _there_was(run(retried(settings_for_storage(), job)), job)


@jobs.command("drop")
def jobs_drop(job: int) -> None:
    """Forget a parked job."""
    from bot.parked import dropped  # noqa: PLC0415

    _there_was(run(dropped(settings_for_storage(), job)), job)


def _there_was(found: object, job: int) -> None:
    if not found:
        end(f"There is no parked job {job}. Those there are: cto-copilot jobs list", FAILED)


if __name__ == "__main__":
    main()
