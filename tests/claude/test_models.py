"""Which models there are, as the installed SDK lists them, and what they cost."""

from typing import Literal, get_args, get_origin

import pytest
from anthropic.resources.messages.messages import DEPRECATED_MODELS
from anthropic.types import Model
from hypothesis import given
from hypothesis import strategies as st

from bot.claude import prices
from bot.claude.trouble import OverBudget
from bot.config import MODEL, Settings, Wrong, read_settings
from storage.spending import Tokens

LISTED = next(get_args(kind) for kind in get_args(Model) if get_origin(kind) is Literal)


def test_the_default_is_the_newest_sonnet_that_the_sdk_lists() -> None:
    assert next(model for model in LISTED if model.startswith("claude-sonnet-")) == MODEL
    assert MODEL not in DEPRECATED_MODELS
    assert prices.is_known(MODEL)


def test_every_model_with_a_price_is_one_that_the_sdk_lists() -> None:
    assert set(prices.PRICES) <= set(LISTED)
    assert set(prices.LONG_PROMPTS) <= set(prices.PRICES)


def test_a_dated_name_costs_what_its_model_does_and_an_unknown_one_the_dearest() -> None:
    used = Tokens(input=1_000_000, output=100_000)

    assert prices.cost("claude-sonnet-5-5", used) == 3_000_000
    assert prices.cost("claude-haiku-4-5-20251001", used) == prices.cost("claude-haiku-4-5", used)
    assert not prices.is_known("claude-of-tomorrow")
    assert prices.cost("claude-of-tomorrow", used) == max(prices.cost(model, used) for model in prices.PRICES)


def test_a_long_prompt_costs_more_where_it_does() -> None:
    short, long = Tokens(input=50_000, cache_read=50_000), Tokens(input=50_000, cache_read=50_001)

    assert prices.cost("claude-haiku-5-5", short) == 5_500
    assert prices.cost("claude-haiku-5-5", long) == 27_501


@given(tokens=st.builds(Tokens, *[st.integers(0, 10**6)] * 4), model=st.sampled_from(LISTED))
def test_a_call_that_used_tokens_costs_something_and_never_more_than_the_dearest(tokens: Tokens, model: str) -> None:
    cost = prices.cost(model, tokens)

    assert (cost > 0) == (tokens != Tokens())
    assert cost <= prices.DEAREST.of(tokens)


def test_settings_of_claude_are_read_and_its_key_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-1")
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("COPILOT_MODEL", "claude-opus-5-5")
    monkeypatch.setenv("COPILOT_MONTHLY_BUDGET_USD", "12.50")

    settings = read_settings(slack_bot_token="xoxb-1")

    assert settings.anthropic_api_key
    assert settings.anthropic_api_key.get_secret_value() == "sk-ant-1"
    assert (settings.anthropic_base_url, settings.copilot_model) == ("http://127.0.0.1:9", "claude-opus-5-5")
    assert "$12.50" in OverBudget(settings.copilot_monthly_budget_usd).sentence
    assert "sk-ant-1" not in repr(settings)


@pytest.mark.parametrize(("variable", "value"), [("ANTHROPIC_BASE_URL", "api.anthropic.com"), ("COPILOT_MONTHLY_BUDGET_USD", "-1")])
def test_a_wrong_setting_of_claude_is_named(variable: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, value)

    with pytest.raises(Wrong, match=variable):
        read_settings(slack_bot_token="xoxb-1")


def test_without_settings_there_is_no_key_and_a_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)

    settings: Settings = read_settings(slack_bot_token="xoxb-1")

    assert settings.anthropic_api_key is None
    assert settings.copilot_monthly_budget_usd == 50
