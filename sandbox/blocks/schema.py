"""Rules for JSON, worded as Slack words its refusals: a sentence and the place, as in [json-pointer:/blocks/0/text]."""

from collections.abc import Callable, Collection, Mapping

Problems = list[str]
Rule = Callable[[object, str, Problems], None]


def wrong(problems: Problems, at: str, sentence: str) -> None:
    """Note a problem at a place."""
    problems.append(f"{sentence} [json-pointer:{at}]")


def anything(_value: object, _at: str, _problems: Problems) -> None:
    """Whatever it is, it passes."""


def string(most: int, least: int = 0) -> Rule:
    """Ask for a string of that many characters."""

    def rule(value: object, at: str, problems: Problems) -> None:
        if not isinstance(value, str):
            wrong(problems, at, "must be a string")
        elif len(value) > most:
            wrong(problems, at, f"must be less than {most + 1} characters")
        elif len(value) < least:
            wrong(problems, at, f"must be more than {least - 1} characters")

    return rule


def number(least: float | None = None, most: float | None = None) -> Rule:
    """Ask for a number within bounds."""

    def rule(value: object, at: str, problems: Problems) -> None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            wrong(problems, at, "must be a number")
        elif (least is not None and value < least) or (most is not None and value > most):
            wrong(problems, at, "must be within its bounds")

    return rule


def flag(value: object, at: str, problems: Problems) -> None:
    """Ask for true or false."""
    if not isinstance(value, bool):
        wrong(problems, at, "must be a boolean")


def choice(*allowed: str) -> Rule:
    """One of the words."""

    def rule(value: object, at: str, problems: Problems) -> None:
        if value not in allowed:
            wrong(problems, at, f"must be a valid enum value ({', '.join(allowed)})")

    return rule


def items(rule: Rule, most: int, least: int = 1) -> Rule:
    """Ask for a list of that many items, each by the rule."""

    def whole(value: object, at: str, problems: Problems) -> None:
        if not isinstance(value, list):
            wrong(problems, at, "must be an array")
            return
        if len(value) > most:
            wrong(problems, at, f"no more than {most} items allowed")
        if len(value) < least:
            wrong(problems, at, f"no less than {least} items allowed")
        for index, item in enumerate(value):
            rule(item, f"{at}/{index}", problems)

    return whole


def shape(required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None) -> Rule:
    """Ask for an object with these fields and no others; its type is not asked for again."""
    known = {**required, **(optional or {})}

    def rule(value: object, at: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            wrong(problems, at, "must be an object")
            return
        for name in required:
            if name not in value:
                wrong(problems, at, f"missing required field: {name}")
        for name, part in value.items():
            if name in known:
                known[name](part, f"{at}/{name}", problems)
            elif name != "type":
                wrong(problems, at, f"invalid additional property: {name}")

    return rule


def both(*rules: Rule) -> Rule:
    """Ask for what each of the rules asks for."""

    def all_of(value: object, at: str, problems: Problems) -> None:
        for rule in rules:
            rule(value, at, problems)

    return all_of


def one_of(table: Mapping[str, Rule], allowed: Collection[str] | None = None) -> Rule:
    """Ask for an object whose type is in the table (and among those allowed), by that type's rule."""

    def rule(value: object, at: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            wrong(problems, at, "must be an object")
            return
        kind = value.get("type")
        if not isinstance(kind, str) or kind not in table or (allowed is not None and kind not in allowed):
            wrong(problems, f"{at}/type", f"unsupported type: {kind}")
            return
        table[kind](value, at, problems)

    return rule
