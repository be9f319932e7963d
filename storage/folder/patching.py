"""A file that came from somebody goes back as it stood, but for what has changed since: unknown fields, order and spelling are theirs."""

from typing import Any


def patched(came: Any, then: Any, now: Any) -> Any:
    """What came, with the changes between how we would have written it then and how we would write it now.

    A field that we would write and that did not come stays away as long as it is the same; one that only they know stays.
    """
    if then == now:
        return came
    if not all(isinstance(one, dict) for one in (came, then, now)):
        return now
    kept = {name: _field(name, value, then, now) for name, value in came.items() if name in now or name not in then}
    more = {name: value for name, value in now.items() if name not in came and (name not in then or then[name] != value)}
    return kept | more


def _field(name: str, value: Any, then: dict[str, Any], now: dict[str, Any]) -> Any:
    if name not in now:
        return value
    return patched(value, then[name], now[name]) if name in then else now[name]
