import os
import signal
from collections.abc import Iterator

import pytest
from pyscaffold_api.signals import Interrupted, held, interrupt_on_signals

ALL = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in ALL}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize(
    ("number", "exit_code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 143)]
)
def test_the_first_signal_is_raised_and_later_ones_do_not_disturb_the_cleaning_up(
    number: int, exit_code: int
) -> None:
    interrupt_on_signals()
    cleaned = False
    with pytest.raises(Interrupted) as raised:
        try:
            os.kill(os.getpid(), number)
        finally:
            for again in ALL:
                os.kill(os.getpid(), again)
            cleaned = True
    assert cleaned
    assert raised.value.exit_code == exit_code


def test_a_signal_in_a_held_block_is_raised_at_its_end() -> None:
    interrupt_on_signals()
    done = []
    with pytest.raises(Interrupted) as raised, held():
        os.kill(os.getpid(), signal.SIGTERM)
        with held():
            done.append("inner")
        done.append("outer")
    assert done == ["inner", "outer"]
    assert raised.value.exit_code == 143


def test_a_signal_that_was_ignored_from_the_start_stays_ignored() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    interrupt_on_signals()
    os.kill(os.getpid(), signal.SIGHUP)
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
