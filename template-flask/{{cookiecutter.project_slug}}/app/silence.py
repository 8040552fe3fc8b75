"""PostgreSQL that keeps a connection and says nothing, which its driver would wait for without end.

A server that hangs does not watch its own `statement_timeout`, and while its kernel confirms what arrives,
the network finds nothing wrong.
"""

from collections.abc import Generator
from functools import partial
from time import monotonic
from typing import Any

from sqlalchemy import Dialect, Engine, event


def give_up_on_silence(engine: Engine, seconds: float) -> None:
    """Close a connection on which nothing comes for so long, with the driver's OperationalError."""
    event.listen(engine, "do_connect", partial(_connect, seconds))


def _connect(
    seconds: float, dialect: Dialect, _record: Any, arguments: list[Any], options: dict[str, Any]
) -> Any:
    connection: Any = dialect.connect(*arguments, **options)
    wait = connection.wait

    def wait_for_a_while(steps: Any, *arguments: Any, **options: Any) -> Any:
        try:
            return wait(until_silent(steps, seconds), *arguments, **options)
        except TimeoutError as error:
            # What it would say later nobody could understand any more. Closed, it goes out of the pool.
            connection.close()
            raise dialect.loaded_dbapi.OperationalError("the server says nothing any more") from error

    # All that the driver does passes here. It is not there to inherit from where another database is used.
    connection.wait = wait_for_a_while
    return connection


def until_silent(steps: Generator[Any, Any, Any], seconds: float) -> Generator[Any, Any, Any]:
    """The steps of the driver: each says what it waits for, and is told what is ready ten times a second.

    Raise TimeoutError when nothing is for so long. psycopg tells so from 3.2.13 on.
    """
    since: float | None = None
    try:
        wanted = next(steps)
        while True:
            ready = yield wanted
            if ready:
                since = None
            elif since is None:
                since = monotonic()
            elif monotonic() - since > seconds:
                raise TimeoutError
            wanted = steps.send(ready)
    except StopIteration as end:
        return end.value
