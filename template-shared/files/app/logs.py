"""Logs: one line for each event on standard output, JSON in production and readable in development.

What libraries log comes out in the same form. Lines that belong to a request carry its id.
"""

import logging
import re
import sys
from contextlib import suppress
from secrets import token_hex

import structlog
from structlog.typing import Processor

from app.settings import Settings

# A proxy in front may have given the request an id. Anything longer or stranger is somebody's game.
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
# They would log SQL with its values, addresses of requests with what is secret in them, each file that is
# written and each step through a form.
TALKATIVE = (
    "aiosqlite",
    "asyncio",
    "asyncmy",
    "httpcore2",
    "httpx2",
    "python_multipart",
    "sqlalchemy",
    "watchfiles",
)


class Lines(structlog.WriteLogger):
    """Writes a line if it can: a full disk, or a reader that has gone, takes no request along."""

    def msg(self, message: str) -> None:
        with suppress(OSError, ValueError):
            super().msg(message)

    log = debug = info = warn = warning = err = error = critical = failure = fatal = exception = msg


def configure_logs(settings: Settings) -> None:
    """For the whole process. Nothing of a request's content is ever logged, at no level."""
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    render: Processor = structlog.processors.JSONRenderer()
    if not settings.in_production:
        # The plain form of a traceback: the other one shows variables, and so passwords.
        render = structlog.dev.ConsoleRenderer(
            colors=sys.stdout.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    about_event: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    about_error: list[Processor] = [structlog.processors.format_exc_info] if settings.in_production else []
    structlog.configure(
        processors=[*about_event, *about_error, render],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_names: Lines(sys.stdout),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*about_event, structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *about_error, render],
        )
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))


def request_id(given: str) -> str:
    """The id of a request that came with this `X-Request-ID`."""
    return given if REQUEST_ID.fullmatch(given) else token_hex(16)
