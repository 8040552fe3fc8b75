import random
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest

from app.inference.batching import Batcher, ModelBusy
from app.inference.metadata import Label, Rows

PATIENCE = 30


class FirstNumber:
    """A model that predicts a row's first number, once it is let, and fails on a negative one."""

    def __init__(self) -> None:
        self.batches: list[list[float]] = []
        self.started = Event()
        self.go_on = Event()
        self.go_on.set()

    def __call__(self, rows: Rows) -> list[Label]:
        self.batches.append([row[0] for row in rows])
        self.started.set()
        assert self.go_on.wait(PATIENCE)
        if any(row[0] < 0 for row in rows):
            raise ArithmeticError("negative")
        return [row[0] for row in rows]


@pytest.fixture
def model() -> FirstNumber:
    return FirstNumber()


Make = Callable[..., Batcher]


@pytest.fixture
def make(model: FirstNumber) -> Iterator[Make]:
    made = []

    def make(**bounds: int) -> Batcher:
        made.append(Batcher(model, deliver, **bounds))
        return made[-1]

    yield make
    model.go_on.set()
    for batcher in made:
        batcher.close()


def deliver(call: Callable[..., None], *arguments: Any) -> None:
    call(*arguments)


def ask(batcher: Batcher, *numbers: float) -> Future[list[Label]]:
    answer: Future[list[Label]] = Future()
    batcher.submit([[number] for number in numbers], answer)
    return answer


def keep_busy(batcher: Batcher, model: FirstNumber) -> Future[list[Label]]:
    """The model runs one row from now on until it is let go on."""
    model.go_on.clear()
    answer = ask(batcher, 0)
    assert model.started.wait(PATIENCE)
    return answer


def test_who_comes_alone_is_alone_in_a_batch(make: Make, model: FirstNumber) -> None:
    batcher = make()
    assert ask(batcher, 1, 2).result(PATIENCE) == [1, 2]
    assert ask(batcher, 3).result(PATIENCE) == [3]
    assert model.batches == [[1, 2], [3]]


def test_what_comes_while_a_batch_runs_is_the_next_batch(make: Make, model: FirstNumber) -> None:
    batcher = make()
    first = keep_busy(batcher, model)
    following = [ask(batcher, 1), ask(batcher, 2, 3), ask(batcher, 4)]
    model.go_on.set()
    assert [answer.result(PATIENCE) for answer in (first, *following)] == [[0], [1], [2, 3], [4]]
    assert model.batches == [[0], [1, 2, 3, 4]]


def test_a_batch_is_bounded(make: Make, model: FirstNumber) -> None:
    batcher = make(batch_rows=3)
    keep_busy(batcher, model)
    answers = [ask(batcher, number, number) for number in range(1, 6)]
    model.go_on.set()
    assert [answer.result(PATIENCE) for answer in answers] == [[n, n] for n in range(1, 6)]
    assert model.batches == [[0], [1, 1, 2, 2], [3, 3, 4, 4], [5, 5]]


def test_what_waits_is_bounded_and_there_is_room_again_afterwards(make: Make, model: FirstNumber) -> None:
    batcher = make(waiting_rows=3)
    keep_busy(batcher, model)
    waiting = ask(batcher, 1, 2)
    with pytest.raises(ModelBusy) as refused:
        ask(batcher, 3)
    assert refused.value.headers == {"Retry-After": "1"}
    model.go_on.set()
    assert waiting.result(PATIENCE) == [1, 2]
    assert ask(batcher, 3, 4, 5).result(PATIENCE) == [3, 4, 5]


def test_a_batch_that_fails_fails_for_nobody_else(make: Make, model: FirstNumber) -> None:
    batcher = make(batch_rows=2)
    first = keep_busy(batcher, model)
    failing, together, after = ask(batcher, -1), ask(batcher, 1), ask(batcher, 2)
    model.go_on.set()
    assert [first.result(PATIENCE), after.result(PATIENCE)] == [[0], [2]]
    for answer in (failing, together):
        with pytest.raises(ArithmeticError):
            answer.result(PATIENCE)
    assert ask(batcher, 3).result(PATIENCE) == [3]


def test_who_has_gone_is_not_worked_for(make: Make, model: FirstNumber) -> None:
    batcher = make()
    under_way = keep_busy(batcher, model)
    gone, staying = ask(batcher, 1), ask(batcher, 2)
    assert under_way.cancel()
    assert gone.cancel()
    model.go_on.set()
    assert staying.result(PATIENCE) == [2]
    assert model.batches == [[0], [2]]


def test_when_all_have_gone_nothing_is_run(make: Make, model: FirstNumber) -> None:
    batcher = make(waiting_rows=2)
    keep_busy(batcher, model)
    assert ask(batcher, 1).cancel()
    model.go_on.set()
    # What is gone does not count as waiting.
    batcher.close()
    assert model.batches == [[0]]


def test_closing_answers_what_has_been_asked_for(model: FirstNumber) -> None:
    batcher = Batcher(model, deliver)
    answers = [ask(batcher, number) for number in range(100)]
    batcher.close()
    assert [answer.result(0) for answer in answers] == [[number] for number in range(100)]


def test_everybody_gets_the_answer_to_his_own_question(make: Make) -> None:
    batcher = make(batch_rows=16)
    chance = random.Random(1)
    questions = [[chance.random() for _ in range(chance.randint(1, 9))] for _ in range(400)]
    with ThreadPoolExecutor(8) as people:
        answers = people.map(lambda numbers: ask(batcher, *numbers).result(PATIENCE), questions)
        assert list(answers) == questions
