"""What is done when a request has been answered, so that nobody waits for it."""

from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import Any

import structlog
from flask import Flask, Response, current_app, g

# A mail server that does not answer must not take all threads there are.
AT_ONCE = 4

logger = structlog.stdlib.get_logger("app.later")


class Later:
    """Tasks of a request, which begin once its answer is sent; if that is an error, they do not begin.

    When the process ends, Python waits for those that have begun and for those that wait for their turn.
    """

    def init_app(self, app: Flask) -> None:
        app.extensions["later"] = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="later")
        app.after_request(self._begin_when_sent)

    def add_task(self, task: Callable[..., None], *arguments: Any) -> None:
        # With the context of the request, so that what a task logs carries the request's id.
        run = partial(copy_context().run, _run, task, *arguments)
        g.setdefault("tasks", []).append(run)

    def _begin_when_sent(self, response: Response) -> Response:
        if response.status_code < 400:
            pool: Executor = current_app.extensions["later"]
            for task in g.pop("tasks", ()):
                response.call_on_close(partial(_begin, pool, task))
        return response


def _begin(pool: Executor, task: Callable[[], None]) -> None:
    try:
        pool.submit(task)
    except RuntimeError:
        # The process ends, and starts no more threads.
        task()


def _run(task: Callable[..., None], *arguments: Any) -> None:
    try:
        task(*arguments)
    except Exception:
        logger.exception("a task failed")
