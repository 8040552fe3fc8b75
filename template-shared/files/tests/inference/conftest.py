from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest

from app.inference.batching import Answer, Batcher
from app.inference.metadata import Label, Rows
from app.inference.model import Model
from tests.inference.folders import copy_of_model

PATIENCE = 30


class Gate:
    """Stands before every model that is loaded from now on, and holds its batches while it is closed.

    What is put there `instead` answers in place of the model. `asked` is how many rows have been handed
    over to be run in batches, and `batches` how many were in each.
    """

    def __init__(self) -> None:
        self.asked = 0
        self.batches: list[int] = []
        self.reached = Event()
        self.open = Event()
        self.open.set()
        self.instead: Callable[[Rows], list[Label]] | None = None

    def close(self) -> None:
        self.asked = 0
        self.batches.clear()
        self.reached.clear()
        self.open.clear()

    def pass_through(self, rows: Rows) -> None:
        self.batches.append(len(rows))
        self.reached.set()
        assert self.open.wait(PATIENCE)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    gate = Gate()
    predict, submit = Model.predict, Batcher.submit

    def predict_behind_gate(model: Model, rows: Rows) -> list[Label]:
        gate.pass_through(rows)
        return gate.instead(rows) if gate.instead else predict(model, rows)

    def submit_and_count(batcher: Batcher, rows: Rows, answer: Answer) -> None:
        submit(batcher, rows, answer)
        gate.asked += len(rows)

    monkeypatch.setattr(Model, "predict", predict_behind_gate)
    monkeypatch.setattr(Batcher, "submit", submit_and_count)
    yield gate
    gate.open.set()


@pytest.fixture
def model_folder(tmp_path: Path) -> Path:
    """A folder with the model that comes with the application, which the test may change."""
    return copy_of_model(tmp_path)
