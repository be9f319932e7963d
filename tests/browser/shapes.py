"""Blocks of every kind, for the page to draw."""

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def marked(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(text: str, value: str, description: str = "") -> Json:
    return {"text": plain(text), "value": value, **({"description": plain(description)} if description else {})}


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def line(text: str, **style: bool) -> Json:
    return {"type": "rich_text_section", "elements": [{"type": "text", "text": text, **({"style": style} if style else {})}]}


SEVERITIES = [
    option("SEV1: customers cannot pay", "SEV1"),
    option("SEV2: something is degraded", "SEV2"),
    option("SEV3: nobody noticed", "SEV3"),
]
SURE = {
    "title": plain("Resolve the incident?"),
    "text": marked("Reminders *stop*."),
    "confirm": plain("Resolve"),
    "deny": plain("Not yet"),
    "style": "danger",
}
MARKDOWN = """## Decision
Use **PostgreSQL**, *not* `sqlite`.

- [x] measured
- [ ] written down

1. first
2. second

> quoted

| Option | Days |
|---|---|
| Buy | 2 |
| Build | 20 |

```
code
```
See [the record](https://example.com)."""
SINCE = "*Investigating* since <!date^1795233600^{date_short_pretty} at {time}|today>."
CARD: list[Json] = [
    {"type": "header", "text": plain("INC-12 Checkout is down")},
    {
        "type": "section",
        "text": marked(f"{SINCE} `p99` is at 9 s, see <https://example.com|the dashboard>."),
        "accessory": {
            "type": "overflow",
            "action_id": "more",
            "options": [option("Show the timeline", "timeline"), option("Snooze", "snooze")],
        },
    },
    {
        "type": "section",
        "fields": [
            marked("*Severity*\nSEV1"),
            marked("*Lead*\nnobody yet"),
            marked("*Impact*\nnot known"),
            marked("*Update due*\nin 30 min"),
        ],
    },
    {"type": "divider"},
    {
        "type": "actions",
        "elements": [
            {"type": "button", "action_id": "lead", "style": "primary", "text": plain("Take the lead"), "value": "12"},
            {"type": "button", "action_id": "note", "text": plain("Add a note"), "value": "12"},
            {"type": "button", "action_id": "resolve", "style": "danger", "text": plain("Resolve"), "value": "12", "confirm": SURE},
            {"type": "static_select", "action_id": "severity", "placeholder": plain("Severity"), "options": SEVERITIES},
            {"type": "datepicker", "action_id": "due", "placeholder": plain("Due")},
        ],
    },
    {"type": "context", "elements": [marked(":pushpin: adds a message to the timeline"), marked("seen by everyone in <!channel>")]},
]
TEXTS: list[Json] = [
    rich(
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "Rich ", "style": {"bold": True}},
                {"type": "text", "text": "text", "style": {"italic": True, "strike": True}},
                {"type": "text", "text": " with "},
                {"type": "text", "text": "code", "style": {"code": True}},
                {"type": "text", "text": ", "},
                {"type": "link", "url": "https://example.com", "text": "a link"},
                {"type": "text", "text": " and "},
                {"type": "emoji", "name": "tada"},
            ],
        },
        {"type": "rich_text_list", "style": "bullet", "elements": [line("first"), line("second")]},
        {"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": [line("within")]},
        {"type": "rich_text_list", "style": "ordered", "elements": [line("one"), line("two")]},
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "somebody said so"}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "SELECT 1;\nSELECT 2;"}]},
    ),
    {
        "type": "markdown",
        "text": MARKDOWN,
    },
    {"type": "image", "image_url": "https://example.com/chart.png", "alt_text": "Deployments a week", "title": plain("Deployments")},
]
TABLE: Json = {
    "type": "table",
    "rows": [
        [{"type": "raw_text", "text": "Metric"}, {"type": "raw_text", "text": "Value"}],
        [{"type": "raw_text", "text": "Deployments"}, {"type": "raw_number", "number": 12, "text": "12"}],
        [rich(line("Lead time", bold=True)), {"type": "raw_text", "text": "4 h"}],
    ],
    "column_settings": [{}, {"align": "right"}],
}
NEWER: list[Json] = [
    TABLE,
    {
        "type": "plan",
        "title": "Reading the thread",
        "tasks": [
            {
                "type": "task_card",
                "task_id": "1",
                "title": "43 messages read",
                "status": "complete",
                "details": rich(line("by four people")),
            },
            {
                "type": "task_card",
                "task_id": "2",
                "title": "Weighing the options",
                "status": "in_progress",
                "details": rich(line("buy against build")),
            },
            {"type": "task_card", "task_id": "3", "title": "Writing", "status": "pending"},
        ],
    },
    {
        "type": "card",
        "title": marked("ADR-7 Use PostgreSQL"),
        "subtitle": marked("proposed by Ana"),
        "body": marked("Because two replicas *must* share it."),
        "actions": [{"type": "button", "action_id": "accept", "style": "primary", "text": plain("Accept")}],
    },
    {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "helpful",
                "positive_button": {"text": plain("Good"), "value": "up"},
                "negative_button": {"text": plain("Bad"), "value": "down"},
            },
            {"type": "icon_button", "action_id": "drop", "icon": "trash", "text": plain("Remove")},
        ],
    },
]


def series(name: str, *values: float) -> Json:
    return {"name": name, "data": [{"label": day, "value": value} for day, value in zip(("Mon", "Tue", "Wed"), values, strict=True)]}


CHARTS: list[Json] = [
    {
        "type": "data_visualization",
        "title": "Spend",
        "chart": {"type": "pie", "segments": [{"label": "db", "value": 60}, {"label": "web", "value": 25}]},
    },
    {
        "type": "data_visualization",
        "title": "Deployments a day",
        "chart": {
            "type": "bar",
            "series": [series("payments", 3, 8, 5), series("platform", 1, 2, 4)],
            "axis_config": {"categories": ["Mon", "Tue", "Wed"], "x_label": "Day", "y_label": "Deployments"},
        },
    },
    {
        "type": "data_visualization",
        "title": "Lead time",
        "chart": {"type": "area", "series": [series("hours", 12, 7.5, 4)], "axis_config": {"categories": ["Mon", "Tue", "Wed"]}},
    },
]
DATA: Json = {
    "type": "data_table",
    "caption": "Debt by interest",
    "page_size": 3,
    "rows": [[{"type": "raw_text", "text": "Item"}, {"type": "raw_text", "text": "Days"}]]
    + [
        [{"type": "raw_text", "text": f"DEBT-{at}"}, {"type": "raw_number", "number": at * 7 % 11, "text": str(at * 7 % 11)}]
        for at in range(1, 8)
    ],
}


def field(block_id: str, label: str, element: Json, *, optional: bool = True, hint: str = "", **more: Any) -> Json:
    hinted = {"hint": plain(hint)} if hint else {}
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "optional": optional,
        "element": {"action_id": "value", **element},
        **hinted,
        **more,
    }


EVERY_INPUT: list[Json] = [
    field(
        "title",
        "Title",
        {"type": "plain_text_input", "max_length": 150, "placeholder": plain("What is broken?")},
        optional=False,
        hint="One line. It can be changed later.",
    ),
    field("words", "What happened", {"type": "plain_text_input", "multiline": True}),
    field("severity", "Severity", {"type": "static_select", "options": SEVERITIES, "initial_option": SEVERITIES[1]}),
    field(
        "kinds",
        "Kinds",
        {
            "type": "multi_static_select",
            "placeholder": plain("Pick some"),
            "options": [option(name, name.lower()) for name in ("Database", "Network", "Payment")],
        },
    ),
    field("lead", "Lead", {"type": "users_select", "placeholder": plain("Somebody")}),
    field("where", "Where", {"type": "conversations_select", "placeholder": plain("A channel")}),
    field("service", "Service", {"type": "external_select", "min_query_length": 2, "placeholder": plain("Type to find")}),
    field(
        "how",
        "How was it found",
        {"type": "radio_buttons", "options": [option("By an alert", "alert", "within a minute"), option("By a customer", "customer")]},
    ),
    field("also", "Also", {"type": "checkboxes", "options": [option("Own channel", "channel"), option("This is a drill", "drill")]}),
    field("day", "Day", {"type": "datepicker", "placeholder": plain("Pick a day")}),
    field("clock", "Time", {"type": "timepicker", "placeholder": plain("Pick a time")}),
    field("moment", "Moment", {"type": "datetimepicker"}),
    field("mail", "Mail", {"type": "email_text_input"}),
    field("link", "Link", {"type": "url_text_input"}),
    field("days", "Days", {"type": "number_input", "is_decimal_allowed": False}),
]


def modal(blocks: list[Json], title: str = "Declare an incident", submit: str = "Declare", **more: Any) -> Json:
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain(title),
        "submit": plain(submit),
        "close": plain("Cancel"),
        "blocks": blocks,
        **more,
    }


HOME: list[Json] = [
    {"type": "header", "text": plain("What needs you")},
    {
        "type": "section",
        "text": marked("*INC-12* has no lead"),
        "accessory": {"type": "button", "action_id": "lead", "text": plain("Take it")},
    },
    {"type": "divider"},
    {
        "type": "section",
        "text": marked("Send the digest on"),
        "accessory": {"type": "static_select", "action_id": "weekday", "options": [option("Monday", "mon"), option("Friday", "fri")]},
    },
    {"type": "context", "elements": [marked("Nothing is overdue")]},
]
