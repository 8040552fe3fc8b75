"""Serve the application: `python -m app`, and `python -m app --reload` while you work on it."""

import sys

import uvicorn

from app.settings import Settings


def main(arguments: list[str]) -> None:
    """Run the server at HOST and PORT, with as many processes as WEB_CONCURRENCY says."""
    settings = Settings()
    reload = "--reload" in arguments
    uvicorn.run(
        "app.main:app",
        host=settings.host,
        port=settings.port,
        reload=reload,
        reload_dirs=["app"] if reload else None,
        workers=settings.web_concurrency or 1,
        log_level=settings.log_level,
        server_header=False,
        # Whoever connects could send X-Forwarded-For.
        proxy_headers=False,
        timeout_graceful_shutdown=10,
    )


if __name__ == "__main__":
    main(sys.argv[1:])
