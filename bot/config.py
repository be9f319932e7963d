"""Settings, read once from the environment and `.env`."""

from datetime import timedelta
from decimal import Decimal
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.records.keeping import CONVERSATIONS_DAYS, LEAST_USAGE_DAYS, USAGE_DAYS, Keeping

LAST_PORT = 65_535
SHORTEST_SECRET = 16
SLACK = "https://slack.com/api/"
CLAUDE = "https://api.anthropic.com"
MODEL = "claude-sonnet-5-5"
DATABASE_IN_WORKING_FOLDER = "sqlite:///copilot.db"


class Wrong(Exception):
    """A setting is missing or wrong; `str()` of it is one line that names the variable."""


class Settings(BaseSettings):
    """Everything that can be set from outside. The field's name in capitals is the variable's."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True)

    slack_bot_token: SecretStr = Field(description="The bot's token, xoxb-…, from OAuth & Permissions in your app's settings.")
    slack_app_token: SecretStr | None = Field(default=None, description="The app's token, xapp-…, for Socket Mode.")
    slack_signing_secret: SecretStr | None = Field(default=None, description="The signing secret, for HTTP.")
    slack_api_url: str = Field(default=SLACK, description="Where Slack's Web API is. Ends in /api/.")
    database_url: str = Field(default=DATABASE_IN_WORKING_FOLDER, description="sqlite:///file or postgresql://…")
    anthropic_api_key: SecretStr | None = Field(default=None, description="Claude's key. Without one, the product works without Claude.")
    anthropic_base_url: str = Field(default=CLAUDE, description="Where Claude's API is, as of a gateway.")
    copilot_model: str = Field(default=MODEL, description="Which Claude model is asked.")
    copilot_monthly_budget_usd: Decimal = Field(
        default=Decimal(50), ge=0, description="What asking Claude may cost a workspace in a calendar month, in US dollars."
    )
    copilot_listen: str = Field(
        default="127.0.0.1:3000", description="Where /healthz, /readyz, /metrics and, by HTTP, /slack/events are served, HOST:PORT."
    )
    copilot_adr_reaction: str = Field(
        default="",
        description="An emoji's name, as scroll: a reaction with it offers to draft a decision from that thread. Empty: none does.",
    )
    copilot_specialists: str = Field(default="", description="A folder with specialists of your own, one Markdown file each.")
    copilot_admins: str = Field(default="", description="Slack user ids, separated by commas, who are admins here besides Slack's own.")
    copilot_mcp_person: str = Field(default="", description="The Slack user id with whose eyes cto-copilot mcp reads.")
    copilot_renamed: str = Field(default="", description="Commands that have another name here, old=new, separated by commas.")
    copilot_webhook_secret: SecretStr | None = Field(default=None, description="What pipelines sign their webhooks with.")
    copilot_drain_seconds: float = Field(default=20, ge=0, le=600, description="How long a stop may wait for work under way, in seconds.")
    copilot_keep_conversations_days: int = Field(
        default=CONVERSATIONS_DAYS, ge=1, description="For how many days what was said to the co-pilot is kept, to go on from."
    )
    copilot_keep_usage_days: int = Field(
        default=USAGE_DAYS, ge=LEAST_USAGE_DAYS, description="For how many days it is kept what each call of Claude cost, and for whom."
    )
    copilot_keep_audit_days: int = Field(default=0, ge=0, description="For how many days it is kept who changed what. 0: for good.")
    copilot_log: Literal["auto", "json", "console"] = Field(default="auto", description="auto: JSON when not a terminal.")

    @field_validator("slack_bot_token")
    @classmethod
    def _is_a_bot_token(cls, token: SecretStr) -> SecretStr:
        if not token.get_secret_value().startswith("xoxb-"):
            raise ValueError("should be a bot token, which begins with xoxb-")
        return token

    @field_validator("slack_app_token")
    @classmethod
    def _is_an_app_token(cls, token: SecretStr | None) -> SecretStr | None:
        if token and not token.get_secret_value().startswith("xapp-"):
            raise ValueError("should be an app-level token, which begins with xapp-")
        return token

    @field_validator("slack_api_url")
    @classmethod
    def _ends_in_api(cls, url: str) -> str:
        if not url.startswith(("http://", "https://")) or not url.endswith("/api/"):
            raise ValueError("should be a URL that ends in /api/, as https://slack.com/api/ does")
        return url

    @field_validator("anthropic_base_url")
    @classmethod
    def _is_a_url(cls, url: str) -> str:
        if not url.startswith(("http://", "https://")):
            raise ValueError(f"should be a URL, as {CLAUDE} is")
        return url

    @field_validator("copilot_webhook_secret")
    @classmethod
    def _cannot_be_guessed(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret and len(secret.get_secret_value()) < SHORTEST_SECRET:
            raise ValueError(f"should have {SHORTEST_SECRET} characters or more, as openssl rand -hex 32 makes them")
        return secret

    @field_validator("copilot_adr_reaction")
    @classmethod
    def _is_an_emoji(cls, name: str) -> str:
        return name.strip().strip(":")

    @field_validator("copilot_listen")
    @classmethod
    def _is_an_address(cls, listen: str) -> str:
        host, _, port = listen.rpartition(":")
        if not host or not port.isdecimal() or int(port) > LAST_PORT:
            raise ValueError("should be HOST:PORT, as 127.0.0.1:3000 is")
        return listen

    @field_validator("copilot_renamed")
    @classmethod
    def _are_pairs(cls, renamed: str) -> str:
        if any(not old or not new for old, new in _pairs(renamed)):
            raise ValueError("should be old=new, as incident=inc is")
        return renamed

    @property
    def renamed(self) -> dict[str, str]:
        """Commands that answer to another word, without their slashes: {"incident": "inc"}."""
        return dict(_pairs(self.copilot_renamed))

    @property
    def keeping(self) -> Keeping:
        """For how long what is no record is kept."""
        audit = timedelta(days=self.copilot_keep_audit_days) if self.copilot_keep_audit_days else None
        return Keeping(timedelta(days=self.copilot_keep_conversations_days), timedelta(days=self.copilot_keep_usage_days), audit)

    @property
    def admins(self) -> frozenset[str]:
        """The Slack user ids of COPILOT_ADMINS."""
        return frozenset(part.strip() for part in self.copilot_admins.split(",") if part.strip())


def _pairs(renamed: str) -> list[tuple[str, str]]:
    parts = [part.partition("=") for part in renamed.split(",") if part.strip()]
    return [(old.strip().lstrip("/"), new.strip().lstrip("/")) for old, _, new in parts]


def read_settings(**given: object) -> Settings:
    """Read the settings; what is `given` goes before the environment. Raises Wrong with one line."""
    try:
        return Settings(**given)  # type: ignore[arg-type]  # pydantic checks what the environment and callers give
    except ValidationError as wrong:
        first = wrong.errors(include_url=False, include_input=False)[0]
        variable = str(first["loc"][0]).upper() if first["loc"] else "the settings"
        raise Wrong(_line(variable, first["type"], first["msg"])) from None


def _line(variable: str, kind: str, message: str) -> str:
    if kind == "missing":
        what = Settings.model_fields[variable.lower()].description
        return f"{variable} is not set. {what}"
    return f"{variable} is wrong: {message.removeprefix('Value error, ')}."
