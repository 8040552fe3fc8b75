"""The application as `python -m app` serves it, with one path operation that takes its time."""

import asyncio

import structlog

from app.__main__ import main
from app.main import app


@app.post("/slow", status_code=204)
async def work() -> None:
    structlog.get_logger().info("begun")
    await asyncio.sleep(0.4)


if __name__ == "__main__":
    main([])
