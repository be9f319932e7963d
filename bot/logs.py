"""One line an event: JSON where a machine reads it, colours in a terminal. No token and no words of people's ever get there."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from bot.metrics import Metrics

QUIET = ("slack_bolt", "slack_sdk", "aiohttp", "apscheduler", "procrastinate", "asyncio", "sqlalchemy", "alembic", "psycopg")


def set_up_logs(style: str, metrics: Metrics | None = None) -> None:
    """Send everything to standard error, and count it. `style`: auto, json or console."""
    as_json = style == "json" or (style == "auto" and not sys.stderr.isatty())
    renderer: Any = structlog.processors.JSONRenderer(ensure_ascii=False) if as_json else structlog.dev.ConsoleRenderer()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            *([metrics.logged] if metrics else []),
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _where_it_broke,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(handlers=[_Passed()], level=logging.WARNING, force=True)


class _Passed(logging.Handler):
    """What libraries log, as a line of ours: who and where. Their words may hold people's, so those are left out."""

    def emit(self, record: logging.LogRecord) -> None:
        """Pass it on."""
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None
        where = f"{record.module}.{record.funcName}:{record.lineno}"
        structlog.get_logger().log(record.levelno, "library", library=record.name, where=where, **({"error": error} if error else {}))


def _where_it_broke(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """An exception becomes its type and the places it went through: its message may hold what people said."""
    fault = event.pop("exc_info", None)
    if fault is True:
        fault = sys.exc_info()[1]
    if isinstance(fault, BaseException):
        response = getattr(fault, "response", None)  # what Slack says is a code, or nothing people wrote
        event["error"] = f"{type(fault).__name__} {response.get('error', '')}".strip() if response is not None else type(fault).__name__
        event["at"] = " < ".join(_places(fault))
    return event


def _places(fault: BaseException) -> list[str]:
    places, step = [], fault.__traceback__
    while step:
        code = step.tb_frame.f_code
        places.append(f"{code.co_filename.rsplit('/', maxsplit=1)[-1]}:{step.tb_lineno} {code.co_name}")
        step = step.tb_next
    return places[::-1][:12]
