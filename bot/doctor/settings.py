"""The settings, as far as they can be looked at by themselves."""

import re

from bot.config import Settings, Wrong, read_settings
from bot.doctor.findings import Finding, ok, warning, wrong
from bot.manifest import BadManifest, manifest_for

SECRET = re.compile(r"[0-9a-f]{32}")
PLACEHOLDER = "xoxb-not-set"


def settings_found() -> tuple[Settings | None, list[Finding]]:
    """The settings, and what is to be said of them. With a missing bot token the rest can be looked at all the same."""
    try:
        settings = read_settings()
    except Wrong as why:
        missing = [wrong("settings", str(why), "Set it in the environment or in .env: docs/configuration.md has all of them.")]
        try:
            return (read_settings(slack_bot_token=PLACEHOLDER) if "SLACK_BOT_TOKEN" in str(why) else None), missing
        except Wrong:
            return None, missing
    return settings, [*_ways_in(settings), *_renamed(settings)]


def is_placeholder(settings: Settings) -> bool:
    """Whether there is no bot token to ask Slack with."""
    return settings.slack_bot_token.get_secret_value() == PLACEHOLDER


def _ways_in(settings: Settings) -> list[Finding]:
    secret = settings.slack_signing_secret
    if secret is None and settings.slack_app_token is None:
        says = "Slack has no way in: neither SLACK_APP_TOKEN (Socket Mode) nor SLACK_SIGNING_SECRET (HTTP) is set."
        return [wrong("settings", says, "Set one of them: docs/set-up.md, step 3.")]
    ways = [name for name, given in (("Socket Mode", settings.slack_app_token), ("HTTP", secret)) if given]
    found = [ok("settings", f"They can be read. Slack reaches it by {' and '.join(ways)}.")]
    if secret and not SECRET.fullmatch(secret.get_secret_value()):
        says = "SLACK_SIGNING_SECRET does not look like one: 32 digits and letters from a to f."
        found.append(warning("signing secret", says, "Copy it from Basic Information › Signing Secret; the Client Secret is another."))
    return found


def _renamed(settings: Settings) -> list[Finding]:
    try:
        manifest_for(renamed=settings.renamed)
    except BadManifest as bad:
        return [wrong("settings", f"COPILOT_RENAMED is wrong: {bad}.", "Set it to what the manifest was made with.")]
    return []
