"""Claude: whether its API takes the key and knows the model. Asking that costs nothing."""

import aiohttp

from bot.config import Settings
from bot.doctor.findings import Finding, ok, warning, wrong

ANSWERS_WITHIN_SECONDS = 10
VERSION = "2023-06-01"
OK, REFUSED, UNKNOWN = 200, {401, 403}, 404


async def model(settings: Settings) -> list[Finding]:
    """Ask for the model by its name."""
    if settings.anthropic_api_key is None:
        return [ok("Claude", "There is no ANTHROPIC_API_KEY: everything works, and drafts are outlines.")]
    headers = {"x-api-key": settings.anthropic_api_key.get_secret_value(), "anthropic-version": VERSION}
    url = f"{settings.anthropic_base_url.rstrip('/')}/v1/models/{settings.copilot_model}"
    try:
        timeout = aiohttp.ClientTimeout(total=ANSWERS_WITHIN_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(url, headers=headers) as answer:
            status = answer.status
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        says = f"{settings.anthropic_base_url} cannot be reached ({type(error).__name__}). Drafts are outlines meanwhile."
        return [warning("Claude", says, "Look whether this machine reaches it, and whether ANTHROPIC_BASE_URL is right.")]
    if status in REFUSED:
        return [wrong("Claude", "It does not take ANTHROPIC_API_KEY.", "Make one at console.anthropic.com › API keys, or take it out.")]
    if status == UNKNOWN:
        return [warning("Claude", f"It does not know {settings.copilot_model}; a gateway may not say.", "Look at COPILOT_MODEL.")]
    if status != OK:
        return [warning("Claude", f"It answers {status}. Drafts are outlines meanwhile.", "Try again; status.anthropic.com says more.")]
    return [ok("Claude", f"It takes the key and knows {settings.copilot_model}.")]
