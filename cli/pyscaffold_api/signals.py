"""Signals that ask the program to end become an exception, once, and never in the middle of cleaning up."""

import os
import signal
import sys
from _thread import start_new_thread
from collections.abc import Iterator
from contextlib import contextmanager
from time import sleep
from types import FrameType

_NUMBERS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


class Interrupted(BaseException):
    """Someone asked the program to end. `exit_code` is 130 for Ctrl-C, else 143; `hint` says how to go on."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number
        self.hint: str | None = None
        self.exit_code = 130 if number == signal.SIGINT else 143


class _Held:
    """How many blocks hold signals back, and the signal that came meanwhile."""

    depth = 0
    waiting: int | None = None


def interrupt_on_signals() -> None:
    """Raise Interrupted on the first signal and ignore every later one, until the process ends.

    A signal that was ignored from the start, as `nohup` does it, stays ignored.
    """
    for number in _NUMBERS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _interrupt)
    sys.unraisablehook = _raise_again


def ignore_signals() -> None:
    """From now on nothing interrupts: the work is done or is being undone."""
    for number in _NUMBERS:
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def unwrapped() -> Iterator[None]:
    """Give Interrupted as itself: raised while a class is made, Python 3.11 hides it in a RuntimeError."""
    try:
        yield
    except RuntimeError as error:
        if isinstance(error.__cause__, Interrupted):
            raise error.__cause__ from None
        raise


@contextmanager
def held() -> Iterator[None]:
    """Hold signals back for a block that must not be left half-done; they are raised at its end."""
    _Held.depth += 1
    try:
        yield
    finally:
        _Held.depth -= 1
        if _Held.depth == 0 and _Held.waiting is not None:
            number, _Held.waiting = _Held.waiting, None
            raise Interrupted(number)


def _interrupt(number: int, _frame: FrameType | None) -> None:
    ignore_signals()
    if _Held.depth:
        _Held.waiting = number
    else:
        raise Interrupted(number)


def _raise_again(lost: "sys.UnraisableHookArgs") -> None:
    """What is raised in a finaliser goes no further: send the signal once more, for when that has ended."""
    if isinstance(lost.exc_value, Interrupted):
        signal.signal(lost.exc_value.number, _interrupt)
        start_new_thread(_send_soon, (lost.exc_value.number,))
    else:
        sys.__unraisablehook__(lost)


def _send_soon(number: int) -> None:
    sleep(0.001)
    if sys.platform == "win32":
        signal.raise_signal(number)
    else:
        # To the process: its main thread may be waiting for something, and a signal ends that.
        os.kill(os.getpid(), number)
