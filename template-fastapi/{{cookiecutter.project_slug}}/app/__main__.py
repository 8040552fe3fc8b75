"""Serve the application: `python -m app`, and `python -m app --reload` while you work on it."""

import sys
from typing import Any

import uvicorn

from app.logs import configure_logs
{% if cookiecutter.use_realtime %}
from app.realtime.bounds import MAX_MESSAGE_BYTES
{% endif %}
from app.settings import load_settings

OPTIONS: dict[str, Any] = {
    # The application's own configuration stands, and its own line for each request.
    "log_config": None,
    "access_log": False,
    "server_header": False,
    # Whoever connects could send X-Forwarded-For: the application asks whether it is a proxy of ours.
    "proxy_headers": False,
    "http": "app.http_protocol:Protocol",
    "timeout_graceful_shutdown": 10,
    # On a busy machine a process may take longer to start than the five seconds it would get on a reload.
    "timeout_worker_healthcheck": 30,
{% if cookiecutter.use_realtime %}
    # Of a WebSocket: what is longer is cut off while it comes. Compressing short messages costs more memory
    # than it saves time.
    "ws": "app.realtime.protocol:Protocol",
    "ws_max_size": MAX_MESSAGE_BYTES,
    "ws_per_message_deflate": False,
{% endif %}
}


def main(arguments: list[str]) -> None:
    """Run the server at HOST and PORT, with as many processes as WEB_CONCURRENCY says."""
    settings = load_settings()
    configure_logs(settings)
    reload = "--reload" in arguments
    uvicorn.run(
        "app.main:app",
        host=settings.host,
        port=settings.port,
        reload=reload,
        reload_dirs=["app"] if reload else None,
        workers=settings.web_concurrency or 1,
        **OPTIONS,
    )


if __name__ == "__main__":
    main(sys.argv[1:])
