import asyncio
from collections.abc import AsyncIterator, Coroutine
from threading import current_thread
from typing import Any

import pytest

from app.inference.batching import WAITING_ROWS, ModelBusy
from app.inference.metadata import Label, Rows
from app.inference.running import QUICK_RUNS, Pace, Runner

LOOP, THREAD = current_thread().name, "inference"
HOUR = 3600.0


class FirstNumber:
    """A model that predicts a row's first number, and fails on a negative one."""

    def __init__(self) -> None:
        self.runs: list[tuple[str, list[float]]] = []

    def __call__(self, rows: Rows) -> list[Label]:
        self.runs.append((current_thread().name, [row[0] for row in rows]))
        if any(row[0] < 0 for row in rows):
            raise ArithmeticError("negative")
        return [row[0] for row in rows]


@pytest.fixture
def model() -> FirstNumber:
    return FirstNumber()


@pytest.fixture
def pace() -> Pace:
    """Every run is quick, unless the test notes another."""
    return Pace(quick_seconds=HOUR)


@pytest.fixture
async def runner(model: FirstNumber, pace: Pace) -> AsyncIterator[Runner]:
    runner = Runner(model, pace)
    yield runner
    await runner.close()


def show(pace: Pace, *, rows: int, runs: int = QUICK_RUNS) -> None:
    for _ in range(runs):
        pace.note(rows, 0.0)


def ask(runner: Runner, *numbers: float) -> Coroutine[Any, Any, list[Label]]:
    return runner.predict([[number] for number in numbers])


def test_a_model_is_quick_with_as_many_rows_as_it_has_shown() -> None:
    pace = Pace()
    show(pace, rows=3, runs=QUICK_RUNS - 1)
    assert not pace.is_quick(1)
    show(pace, rows=2, runs=1)
    assert [pace.is_quick(rows) for rows in (1, 3, 4)] == [True, True, False]


def test_one_slow_run_takes_back_what_many_quick_ones_have_shown() -> None:
    pace = Pace()
    show(pace, rows=3)
    pace.note(1, 1.0)
    show(pace, rows=3, runs=QUICK_RUNS - 1)
    assert not pace.is_quick(1)
    show(pace, rows=3, runs=1)
    assert pace.is_quick(3)


def test_that_more_rows_take_longer_says_nothing_of_fewer() -> None:
    pace = Pace()
    show(pace, rows=3)
    pace.note(4, 1.0)
    assert [pace.is_quick(rows) for rows in (3, 4)] == [True, False]


async def test_a_model_runs_in_the_thread_until_it_has_shown_that_it_is_quick(
    runner: Runner, model: FirstNumber
) -> None:
    for number in range(QUICK_RUNS + 2):
        assert await ask(runner, number) == [number]
    assert [where for where, _ in model.runs] == [THREAD] * QUICK_RUNS + [LOOP] * 2


async def test_after_a_slow_run_the_following_are_in_the_thread(
    runner: Runner, model: FirstNumber, pace: Pace
) -> None:
    show(pace, rows=1)
    await ask(runner, 1)
    pace.note(1, 2 * HOUR)
    await ask(runner, 2)
    assert model.runs == [(LOOP, [1]), (THREAD, [2])]


async def test_of_a_turn_the_first_waits_for_nobody_and_the_others_are_one_batch(
    runner: Runner, model: FirstNumber, pace: Pace
) -> None:
    show(pace, rows=9)
    answers = await asyncio.gather(*(ask(runner, *numbers) for numbers in ([1, 2], [3], [4, 5], [6])))
    assert answers == [[1, 2], [3], [4, 5], [6]]
    await ask(runner, 7)
    assert model.runs == [(LOOP, [1, 2]), (LOOP, [3, 4, 5, 6]), (LOOP, [7])]


async def test_what_is_too_much_for_a_turn_is_for_the_thread(
    runner: Runner, model: FirstNumber, pace: Pace
) -> None:
    show(pace, rows=2)
    answers = await asyncio.gather(*(ask(runner, *numbers) for numbers in ([1], [2], [3, 4], [5])))
    assert answers == [[1], [2], [3, 4], [5]]
    assert sorted(model.runs) == sorted([(LOOP, [1]), (THREAD, [3, 4]), (LOOP, [2, 5])])


async def test_a_run_that_fails_fails_for_all_of_the_turn_and_for_nobody_else(
    runner: Runner, model: FirstNumber, pace: Pace
) -> None:
    show(pace, rows=9)
    answers = await asyncio.gather(*(ask(runner, number) for number in (1, -2, 3)), return_exceptions=True)
    assert [type(answer) for answer in answers] == [list, ArithmeticError, ArithmeticError]
    assert await ask(runner, 4) == [4]
    assert model.runs == [(LOOP, [1]), (LOOP, [-2, 3]), (LOOP, [4])]


async def test_who_gives_up_within_a_turn_hurts_nobody(
    runner: Runner, model: FirstNumber, pace: Pace
) -> None:
    show(pace, rows=9)
    tasks = [asyncio.create_task(ask(runner, number)) for number in range(4)]
    await asyncio.sleep(0)
    tasks[1].cancel()
    await asyncio.wait(tasks)
    assert tasks[1].cancelled()
    assert [task.result() for task in tasks if task is not tasks[1]] == [[0], [2], [3]]
    assert await ask(runner, 4) == [4]


async def test_when_all_of_a_turn_have_given_up_nothing_is_run(
    runner: Runner, model: FirstNumber, pace: Pace
) -> None:
    show(pace, rows=9)
    tasks = [asyncio.create_task(ask(runner, number)) for number in range(4)]
    await asyncio.sleep(0)
    for task in tasks[1:]:
        task.cancel()
    await asyncio.wait(tasks)
    assert await ask(runner, 4) == [4]
    assert model.runs == [(LOOP, [0]), (LOOP, [4])]


async def test_what_a_slow_model_is_asked_for_is_bounded(runner: Runner) -> None:
    with pytest.raises(ModelBusy):
        await runner.predict([[0.0]] * (WAITING_ROWS + 1))


async def test_closing_answers_what_has_been_asked_for(model: FirstNumber, pace: Pace) -> None:
    runner = Runner(model, pace)
    slow = [asyncio.create_task(ask(runner, number)) for number in range(5)]
    await asyncio.sleep(0)
    show(pace, rows=9)
    quick = [asyncio.create_task(ask(runner, number)) for number in range(5, 9)]
    await asyncio.sleep(0)
    await runner.close()
    assert await asyncio.gather(*slow, *quick) == [[number] for number in range(9)]
