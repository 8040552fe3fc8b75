"""Gathers what is asked for at the same time into one run of the model."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any, Protocol

from app.errors import ServiceUnavailable
from app.inference.metadata import Label, Rows

# No more is added to a batch that has so many rows.
BATCH_ROWS = 1024
# Beyond that one is told to come again, rather than to wait for longer than anybody would.
WAITING_ROWS = 16 * BATCH_ROWS

Predict = Callable[[Rows], list[Label]]


class ModelBusy(ServiceUnavailable):
    code = "model-busy"
    detail = "The model has more to do than it can. Try again in a moment."
    headers: Mapping[str, str] = {"Retry-After": "1"}


class Answer(Protocol):
    """A future, of asyncio or of concurrent.futures."""

    def cancelled(self) -> bool: ...
    def set_result(self, result: Any, /) -> None: ...
    def set_exception(self, exception: Any, /) -> None: ...


@dataclass(frozen=True, slots=True)
class Asked:
    rows: Rows
    answer: Answer


class Batcher:
    """Runs a model in a thread of its own, one batch after the other.

    A batch is what was asked for while the one before it ran. So nobody waits for a batch to fill: who comes
    alone is alone in it. `deliver` calls a function with arguments where answers may be given: for asyncio it
    is the loop's `call_soon_threadsafe`, which wakes the loop once a batch.
    """

    def __init__(
        self,
        predict: Predict,
        deliver: Callable[..., object],
        *,
        batch_rows: int = BATCH_ROWS,
        waiting_rows: int = WAITING_ROWS,
    ) -> None:
        self._predict = predict
        self._deliver = deliver
        self._batch_rows = batch_rows
        self._waiting_rows = waiting_rows
        self._waiting = 0
        self._lock = Lock()
        self._queue: SimpleQueue[Asked | None] = SimpleQueue()
        self._thread = Thread(target=self._work, name="inference", daemon=True)
        self._thread.start()

    def submit(self, rows: Rows, answer: Answer) -> None:
        """Let the answer become the predictions of these rows. Raise ModelBusy when too many wait."""
        with self._lock:
            if self._waiting + len(rows) > self._waiting_rows:
                raise ModelBusy
            self._waiting += len(rows)
        self._queue.put(Asked(rows, answer))

    def close(self) -> None:
        """Answer what has been asked for, and end. Nothing may be asked for any more."""
        self._queue.put(None)
        self._thread.join()

    def _work(self) -> None:
        while (first := self._queue.get()) is not None:
            batch = self._gather(first)
            # What nobody waits for any more is not worked for. That a client has gone, no server tells us.
            wanted = [asked for asked in batch if not asked.answer.cancelled()]
            self._deliver(self._give, batch, wanted, self._run(wanted))

    def _gather(self, first: Asked) -> list[Asked]:
        batch, rows = [first], len(first.rows)
        while rows < self._batch_rows:
            try:
                asked = self._queue.get_nowait()
            except Empty:
                break
            if asked is None:
                # That is the end: it comes after this batch.
                self._queue.put(None)
                break
            batch.append(asked)
            rows += len(asked.rows)
        return batch

    def _run(self, wanted: Sequence[Asked]) -> Sequence[Label] | Exception:
        rows = [row for asked in wanted for row in asked.rows]
        try:
            return self._predict(rows) if rows else []
        except Exception as error:  # noqa: BLE001 (it is raised where the answer is waited for)
            return error

    def _give(
        self, batch: Sequence[Asked], wanted: Sequence[Asked], outcome: Sequence[Label] | Exception
    ) -> None:
        with self._lock:
            self._waiting -= sum(len(asked.rows) for asked in batch)
        start = 0
        for asked in wanted:
            end = start + len(asked.rows)
            if asked.answer.cancelled():
                pass
            elif isinstance(outcome, Exception):
                asked.answer.set_exception(outcome)
            else:
                asked.answer.set_result(outcome[start:end])
            start = end
