from collections.abc import Generator

import pytest

from app.silence import until_silent

NOTHING, SOMETHING = 0, 1


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Its last number is the time."""
    times = [0.0]
    monkeypatch.setattr("app.silence.monotonic", lambda: times[-1])
    return times


def read_twice() -> Generator[str, int, str]:
    """What a driver does: it waits until something is there."""
    for _ in range(2):
        while not (yield "read"):
            pass
    return "row"


def test_what_comes_in_time_is_answered() -> None:
    steps = until_silent(read_twice(), 1)
    assert [next(steps), steps.send(NOTHING), steps.send(SOMETHING)] == ["read"] * 3
    with pytest.raises(StopIteration) as end:
        steps.send(SOMETHING)
    assert end.value.value == "row"


def test_silence_that_lasts_is_not_waited_for(clock: list[float]) -> None:
    steps = until_silent(read_twice(), 1)
    next(steps)
    steps.send(NOTHING)
    clock.append(0.9)
    steps.send(NOTHING)
    clock.append(1.1)
    with pytest.raises(TimeoutError):
        steps.send(NOTHING)


def test_whatever_comes_ends_the_silence(clock: list[float]) -> None:
    steps = until_silent(read_twice(), 1)
    next(steps)
    for now, ready in [(0.0, NOTHING), (0.9, SOMETHING), (1.8, NOTHING), (2.7, NOTHING)]:
        clock.append(now)
        assert steps.send(ready) == "read"
