"""What stands inside blocks: text objects, elements, rich text, each with Slack's limits."""

from sandbox.blocks.agreement import DATE, TIME, begins_with_offered, options_or_groups, within_length
from sandbox.blocks.schema import Problems, Rule, anything, both, choice, flag, items, number, one_of, shape, string, wrong

URL = string(3000, least=1)
ACTION_ID = string(255)
STYLE = choice("primary", "danger")


def text(most: int, *kinds: str) -> Rule:
    """Ask for a text object of one of the kinds (both, when none is named) and at most that many characters."""
    allowed = kinds or ("plain_text", "mrkdwn")
    plain = shape({"text": string(most, least=1)}, {"emoji": flag})
    marked = shape({"text": string(most, least=1)}, {"verbatim": flag})
    return one_of({"plain_text": plain, "mrkdwn": marked}, allowed)


PLAIN_75 = text(75, "plain_text")
CONFIRM = shape(
    {"title": text(100, "plain_text"), "text": text(300), "confirm": text(30, "plain_text"), "deny": text(30, "plain_text")},
    {"style": STYLE},
)
OPTION = shape({"text": PLAIN_75, "value": string(150)}, {"description": text(75, "plain_text"), "url": URL})
# Beside a box or a circle there is room for mrkdwn; in a menu there is not.
_BESIDE = shape({"text": text(75), "value": string(150)}, {"description": text(75)})
OPTION_GROUP = shape({"label": PLAIN_75, "options": items(OPTION, 100)})
_ACTING = {"action_id": ACTION_ID, "confirm": CONFIRM, "focus_on_load": flag}
_SELECTING = {**_ACTING, "placeholder": text(150, "plain_text")}
_DISPATCH = shape({}, {"trigger_actions_on": items(choice("on_enter_pressed", "on_character_entered"), 2)})
_FILTER = shape(
    {},
    {"include": items(choice("im", "mpim", "private", "public"), 4), "exclude_external_shared_channels": flag, "exclude_bot_users": flag},
)


def _select(required: dict[str, Rule] | None = None, **optional: Rule) -> tuple[Rule, Rule]:
    """Make the rules of a select menu and its multi-select."""
    one = shape(required or {}, {**_SELECTING, **optional})
    many_initial = {f"{name}s": items(rule, 100, least=0) for name, rule in optional.items() if name.startswith("initial_")}
    many = shape(required or {}, {**_SELECTING, **optional, **many_initial, "max_selected_items": number(1)})
    return one, many


_STATIC, _MULTI_STATIC = _select(options=items(OPTION, 100), option_groups=items(OPTION_GROUP, 100), initial_option=OPTION)
_EXTERNAL, _MULTI_EXTERNAL = _select(min_query_length=number(0), initial_option=OPTION)
_USERS, _MULTI_USERS = _select(initial_user=string(20))
_CONVERSATIONS, _MULTI_CONVERSATIONS = _select(
    initial_conversation=string(20), default_to_current_conversation=flag, response_url_enabled=flag, filter=_FILTER
)
_CHANNELS, _MULTI_CHANNELS = _select(initial_channel=string(20), response_url_enabled=flag)
_BUTTON = shape(
    {"text": PLAIN_75},
    {
        **_ACTING,
        "url": URL,
        "value": string(2000),
        "style": STYLE,
        "accessibility_label": string(75),
        "agent_prompt": string(4000),
        "agent_prompt_display": anything,
        "visible_to_user_ids": items(string(20), 10),
    },
)
_FEEDBACK = shape({"text": PLAIN_75}, {"value": string(2000), "accessibility_label": string(75)})


def image(value: object, at: str, problems: Problems) -> None:
    """Ask an image for a source and words for who cannot see it."""
    _IMAGE(value, at, problems)
    if isinstance(value, dict) and "image_url" not in value and "slack_file" not in value:
        wrong(problems, at, "missing required field: image_url")


IMAGE_FIELDS: dict[str, Rule] = {"image_url": URL, "slack_file": anything}
_SIZES = dict.fromkeys(("image_width", "image_height", "image_bytes"), anything)
_IMAGE = shape({"alt_text": string(2000, least=1)}, {**IMAGE_FIELDS, **_SIZES})

ELEMENTS: dict[str, Rule] = {
    "button": _BUTTON,
    "checkboxes": both(shape({"options": items(_BESIDE, 10)}, {**_ACTING, "initial_options": items(_BESIDE, 10)}), begins_with_offered),
    "radio_buttons": both(shape({"options": items(_BESIDE, 10)}, {**_ACTING, "initial_option": _BESIDE}), begins_with_offered),
    "overflow": shape({"options": items(OPTION, 5)}, _ACTING),
    "datepicker": shape({}, {**_SELECTING, "initial_date": DATE}),
    "timepicker": shape({}, {**_SELECTING, "initial_time": TIME, "timezone": string(100)}),
    "datetimepicker": shape({}, {**_ACTING, "initial_date_time": number(0)}),
    "static_select": both(_STATIC, options_or_groups, begins_with_offered),
    "multi_static_select": both(_MULTI_STATIC, options_or_groups, begins_with_offered),
    "external_select": _EXTERNAL,
    "multi_external_select": _MULTI_EXTERNAL,
    "users_select": _USERS,
    "multi_users_select": _MULTI_USERS,
    "conversations_select": _CONVERSATIONS,
    "multi_conversations_select": _MULTI_CONVERSATIONS,
    "channels_select": _CHANNELS,
    "multi_channels_select": _MULTI_CHANNELS,
    "workflow_button": shape({"text": PLAIN_75, "workflow": anything}, {**_ACTING, "style": STYLE, "accessibility_label": string(75)}),
    "feedback_buttons": shape({"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}, {"action_id": ACTION_ID}),
    "icon_button": shape(
        {"icon": string(50, least=1), "text": PLAIN_75},
        {**_ACTING, "value": string(2000), "accessibility_label": string(75), "visible_to_user_ids": items(string(20), 10)},
    ),
    "image": image,
    "plain_text_input": both(
        shape(
            {},
            {
                **_SELECTING,
                "initial_value": string(3000),
                "multiline": flag,
                "min_length": number(0, 3000),
                "max_length": number(1, 3000),
                "dispatch_action_config": _DISPATCH,
            },
        ),
        within_length,
    ),
    "rich_text_input": shape({}, {**_SELECTING, "initial_value": anything, "dispatch_action_config": _DISPATCH}),
    "email_text_input": shape({}, {**_SELECTING, "initial_value": string(3000), "dispatch_action_config": _DISPATCH}),
    "url_text_input": shape({}, {**_SELECTING, "initial_value": string(3000), "dispatch_action_config": _DISPATCH}),
    "number_input": shape(
        {"is_decimal_allowed": flag},
        {**_SELECTING, "initial_value": string(100), "min_value": anything, "max_value": anything, "dispatch_action_config": _DISPATCH},
    ),
    "file_input": shape({}, {**_ACTING, "filetypes": items(string(20), 50), "max_files": number(1, 10)}),
}
INPUTS = frozenset(ELEMENTS) - {"button", "overflow", "workflow_button", "feedback_buttons", "icon_button", "image"}
_TYPED = {name for name in ELEMENTS if name.endswith("_input")}
ACTIONS = frozenset(ELEMENTS) - _TYPED - {"feedback_buttons", "icon_button", "image"}
ACCESSORIES = ACTIONS | {"image"}

_STYLED = shape({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"), flag))
_WITH_STYLE = {"style": _STYLED}
INLINE: dict[str, Rule] = {
    "text": shape({"text": string(40_000, least=1)}, _WITH_STYLE),
    "user": shape({"user_id": string(20, least=1)}, _WITH_STYLE),
    "channel": shape({"channel_id": string(20, least=1)}, _WITH_STYLE),
    "usergroup": shape({"usergroup_id": string(20, least=1)}, _WITH_STYLE),
    "team": shape({"team_id": string(20, least=1)}, _WITH_STYLE),
    "broadcast": shape({"range": choice("here", "channel", "everyone")}, _WITH_STYLE),
    "emoji": shape({"name": string(200, least=1)}, {**_WITH_STYLE, "unicode": string(100), "skin_tone": anything, "url": URL}),
    "link": shape({"url": URL}, {**_WITH_STYLE, "text": string(40_000), "unsafe": flag}),
    "date": shape({"timestamp": number(0), "format": string(300, least=1)}, {**_WITH_STYLE, "url": URL, "fallback": string(300)}),
    "color": shape({"value": string(20, least=1)}, _WITH_STYLE),
}
_RICH_SECTION = shape({"elements": items(one_of(INLINE), 1000, least=0)})
RICH_TEXT: dict[str, Rule] = {
    "rich_text_section": _RICH_SECTION,
    "rich_text_quote": shape({"elements": items(one_of(INLINE), 1000, least=0)}, {"border": number(0, 1)}),
    "rich_text_preformatted": shape(
        {"elements": items(one_of(INLINE, ("text", "link")), 1000, least=0)}, {"border": number(0, 1), "language": string(50)}
    ),
    "rich_text_list": shape(
        {"elements": items(one_of({"rich_text_section": _RICH_SECTION}), 1000), "style": choice("bullet", "ordered")},
        {"indent": number(0, 8), "offset": number(0), "border": number(0, 1)},
    ),
}
