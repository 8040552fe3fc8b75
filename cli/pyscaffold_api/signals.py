"""Signals that ask the program to end become an exception, once."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")  # Windows has no SIGHUP.


class Interrupted(BaseException):
    """Someone asked the program to end. `exit_code` is 130 for Ctrl-C, else 143; `hint` says how to go on."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.hint: str | None = None
        self.exit_code = 130 if number == signal.SIGINT else 143


@contextmanager
def interruptible() -> Iterator[None]:
    """Raise Interrupted on the first signal and ignore every later one, so that cleaning up is finished."""
    numbers = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]

    def interrupt(number: int, _frame: FrameType | None) -> None:
        for each in numbers:
            signal.signal(each, signal.SIG_IGN)
        raise Interrupted(number)

    previous = {number: signal.signal(number, interrupt) for number in numbers}
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
