"""Serve the application: `python -m app`, and `python -m app --reload` while you work on it."""

import os
import sys
from collections.abc import Callable
from typing import Any

from flask import Flask
from werkzeug.serving import WSGIRequestHandler

from app import create_app
from app.logs import configure_logs
{% if cookiecutter.use_realtime %}
from app.realtime.threads import SOCKETS
{% endif %}
from app.settings import Settings, load_settings

# A thread waits for the database or hashes, which lets others run. The pool has more database
# connections than these need.
THREADS = 4
GRACEFUL_SECONDS = 10


class DevelopmentRequestHandler(WSGIRequestHandler):
    """The development server's, which keeps the versions of Werkzeug and Python to itself."""

    # Else what is sent in two parts waits up to 40 ms for the client to confirm the first.
    disable_nagle_algorithm = True

    def version_string(self) -> str:
        return "Werkzeug"

    def log_request(self, *_arguments: Any) -> None:
        """Leave it to `app/request_log.py`: this one would log query strings, and so tokens."""


def worker_count(settings: Settings) -> int:
    """WEB_CONCURRENCY, or else two processes for each core and one more.

    One process runs Python in one thread at a time, so that it takes at least one for each core; while one
    of them waits for the database or is being replaced, a second one uses the core.
    """
{% if cookiecutter.use_realtime %}
    if settings.web_concurrency is None and settings.redis_url is None:
        # Without Redis, who is in which room is known to one process alone.
        return 1
{% endif %}
    return settings.web_concurrency or (os.cpu_count() or 1) * 2 + 1


def gunicorn_options(settings: Settings) -> list[str]:
    """Serve at HOST and PORT."""
    return [
        f"--bind={settings.host}:{settings.port}",
        "--worker-class=app.worker.Worker",
        f"--workers={worker_count(settings)}",
        f"--threads={THREADS{{ ' + SOCKETS' if cookiecutter.use_realtime }}}",
        f"--graceful-timeout={GRACEFUL_SECONDS}",
        # Its own few lines keep their form. To write them as the application does, the main process would
        # have to load it, and after a reload (SIGHUP) new workers would go on with the old code.
        f"--log-level={settings.log_level}",
        # Whoever connects could send X-Forwarded-For: the application asks whether it is a proxy of ours.
        "--forwarded-allow-ips=",
        # In the home folder, which may be read-only and is shared by all that runs there.
        "--no-control-socket",
    ]


def serve_with_reload(settings: Settings, prepare: Callable[[Flask], None]) -> None:
    """Serve with Flask's own server, in debug mode, what `create_app` builds and `prepare` adds to."""
    os.environ["FLASK_DEBUG"] = "1"
    configure_logs(settings)
    app = create_app(settings)
    prepare(app)
    app.run(settings.host, settings.port, request_handler=DevelopmentRequestHandler)


def main(arguments: list[str]) -> None:
    settings = load_settings()
    if "--reload" in arguments:
        serve_with_reload(settings, lambda _app: None)
    elif sys.platform == "win32":
        raise SystemExit("gunicorn does not run on Windows. Serve from WSL or a container there.")
    else:
        command = [sys.executable, "-m", "gunicorn", *gunicorn_options(settings), "app:create_app()"]
        # gunicorn reads it as well, and where it is empty ends with a traceback.
        os.environ.pop("WEB_CONCURRENCY", None)
        os.execv(sys.executable, command)  # noqa: S606 - gunicorn takes over, and gets the signals


if __name__ == "__main__":
    main(sys.argv[1:])
