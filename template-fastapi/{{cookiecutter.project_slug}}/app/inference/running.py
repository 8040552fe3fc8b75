"""Runs a model for those who ask on an event loop: on it while that is quickest, in a thread otherwise."""

import asyncio
from collections.abc import Sequence
from threading import Lock
from time import perf_counter

from anyio import to_thread

from app.inference.batching import Batcher, Predict
from app.inference.metadata import Label, Rows

# The loop is busy with a request for longer than that. Beside a longer run nobody feels the way to a thread
# and back, which takes some 40 microseconds.
QUICK_SECONDS = 0.0005
# So often in a row must a model be quick. One that is not always so is hardly ever taken for it.
QUICK_RUNS = 16


class Pace:
    """How long a model takes. One slow run takes back what all the quick ones before it have shown."""

    def __init__(self, quick_seconds: float = QUICK_SECONDS) -> None:
        self._quick_seconds = quick_seconds
        self._lock = Lock()
        self._runs = self._rows = 0

    def is_quick(self, rows: int) -> bool:
        """Whether a run of so many rows, or of more, was quick, and none of fewer was slow since."""
        return rows <= self._rows and self._runs >= QUICK_RUNS

    def note(self, rows: int, seconds: float) -> None:
        with self._lock:
            if seconds <= self._quick_seconds:
                self._rows = max(self._rows, rows)
                self._runs += 1
            elif rows <= self._rows:
                self._runs = self._rows = 0


class Turn:
    """What is asked for in one turn of the event loop, after the first. Who is back first runs it for all."""

    def __init__(self, predict: Predict) -> None:
        self.rows: list[Sequence[float]] = []
        self._predict = predict
        self._outcome: list[Label] | Exception | None = None

    def predictions(self) -> list[Label]:
        if self._outcome is None:
            try:
                self._outcome = self._predict(self.rows)
            except Exception as error:  # noqa: BLE001 (all of the turn are told)
                self._outcome = error
        if isinstance(self._outcome, Exception):
            raise self._outcome
        return self._outcome


class Runner:
    """Runs a model on the event loop if it is quick, and gathers what comes in one turn of the loop.

    So nobody pays the way to a thread for a model that takes some microseconds. One that takes longer, or has
    not shown yet how long it takes, runs in the thread of a batcher and holds up nobody else.
    """

    def __init__(self, predict: Predict, pace: Pace | None = None) -> None:
        self._predict = predict
        self._pace = pace or Pace()
        self._loop = asyncio.get_running_loop()
        self._batcher = Batcher(self._run, self._loop.call_soon_threadsafe)
        self._turn: Turn | None = None

    async def predict(self, rows: Rows) -> list[Label]:
        """Raise ModelBusy when too many wait."""
        turn = self._turn
        start = len(turn.rows) if turn else 0
        end = start + len(rows)
        if not self._pace.is_quick(end):
            answer: asyncio.Future[list[Label]] = self._loop.create_future()
            self._batcher.submit(rows, answer)
            return await answer
        if turn is None:
            # Nobody else has come in this turn, and it is not known who will: the first waits for nobody.
            self._turn = Turn(self._run)
            self._loop.call_soon(self._end_turn)
            return self._run(rows)
        turn.rows += rows
        await asyncio.sleep(0)
        return turn.predictions()[start:end]

    async def close(self) -> None:
        """Answer what has been asked for, and end. Nothing may be asked for any more."""
        await to_thread.run_sync(self._batcher.close)

    def _end_turn(self) -> None:
        # This was to be called before any of the turn is back: nobody is added to what is run.
        self._turn = None

    def _run(self, rows: Rows) -> list[Label]:
        started = perf_counter()
        try:
            return self._predict(rows)
        finally:
            self._pace.note(len(rows), perf_counter() - started)
