import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyscaffold_api import post_steps
from pyscaffold_api.signals import Interrupted, held, interrupt_on_signals, unwrapped

ALL = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in ALL}
    hook = sys.unraisablehook
    yield
    sys.unraisablehook = hook
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


def test_a_signal_in_a_finaliser_is_raised_after_it(capfd: pytest.CaptureFixture[str]) -> None:
    interrupt_on_signals()

    class Finalised:
        def __del__(self) -> None:
            os.kill(os.getpid(), signal.SIGTERM)

    with pytest.raises(Interrupted) as raised:
        Finalised()
        time.sleep(10)
    assert raised.value.exit_code == 143
    assert capfd.readouterr() == ("", "")


def test_a_signal_while_a_class_is_made_is_raised_as_itself() -> None:
    interrupt_on_signals()

    class Named:
        def __set_name__(self, _owner: type, _name: str) -> None:
            os.kill(os.getpid(), signal.SIGTERM)

    with pytest.raises(Interrupted), unwrapped():
        type("Owner", (), {"attribute": Named()})


def test_other_errors_are_not_taken_for_a_signal() -> None:
    with pytest.raises(RuntimeError, match="ours"), unwrapped():
        raise RuntimeError("ours") from ValueError("theirs")


def test_a_signal_as_a_program_starts_ends_the_program_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupt_on_signals()
    started: list[subprocess.Popen[str]] = []
    popen = subprocess.Popen

    def start(*arguments: Any, **options: Any) -> subprocess.Popen[str]:
        started.append(popen(*arguments, **options))
        os.kill(os.getpid(), signal.SIGTERM)
        return started[0]

    monkeypatch.setattr("subprocess.Popen", start)
    with pytest.raises(Interrupted):
        post_steps._run(["sleep", "600"], tmp_path)
    assert started[0].poll() is not None
