"""Serve the application: `python -m app`, and `python -m app --reload` while you work on it."""

import os
import sys

from werkzeug.serving import WSGIRequestHandler

from app import create_app
from app.settings import Settings

THREADS = 4


class UnversionedRequestHandler(WSGIRequestHandler):
    """The development server's, which keeps the versions of Werkzeug and Python to itself."""

    def version_string(self) -> str:
        return "Werkzeug"


def gunicorn_options(settings: Settings) -> list[str]:
    """Serve at HOST and PORT, with as many processes as WEB_CONCURRENCY says."""
    workers = settings.web_concurrency or (os.cpu_count() or 1) * 2 + 1
    return [
        f"--bind={settings.host}:{settings.port}",
        "--worker-class=gthread",
        f"--workers={workers}",
        f"--threads={THREADS}",
        f"--log-level={settings.log_level}",
        "--graceful-timeout=10",
    ]


def main(arguments: list[str]) -> None:
    settings = Settings()
    if "--reload" in arguments:
        os.environ["FLASK_DEBUG"] = "1"
        app = create_app(settings)
        app.run(settings.host, settings.port, request_handler=UnversionedRequestHandler)
    elif sys.platform == "win32":
        raise SystemExit("gunicorn does not run on Windows. Serve from WSL or a container there.")
    else:
        command = [sys.executable, "-m", "gunicorn", *gunicorn_options(settings), "app:create_app()"]
        os.execv(sys.executable, command)  # noqa: S606 - gunicorn takes over, and gets the signals


if __name__ == "__main__":
    main(sys.argv[1:])
