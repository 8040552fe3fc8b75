"""The model that is served now, and its successor once there is one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from math import isfinite
from pathlib import Path
from typing import NamedTuple

import structlog
from anyio import to_thread

from app.errors import FieldError, InvalidInput
from app.inference.metadata import METADATA, Label, Metadata, Rows
from app.inference.model import Model, ModelUnusable, load_model
from app.inference.running import Runner

logger = structlog.stdlib.get_logger("app.inference")

# Looking costs a process some microseconds.
SECONDS_BETWEEN_LOOKS = 2.0


class Served(NamedTuple):
    """A model with what runs it. It is replaced as a whole, so a batch is never of two models."""

    model: Model
    runner: Runner


class ModelServer:
    """Serves the model in a folder. `model.json` names it, so replacing that file replaces the model."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._served: Served | None = None
        self._seen: tuple[int, ...] | None = None
        self._refused: tuple[int, ...] | None = None

    @property
    def metadata(self) -> Metadata:
        return self._current.model.metadata

    async def predict(self, rows: Rows) -> tuple[Metadata, list[Label]]:
        """What is predicted for these rows, and by which model. Raise InvalidInput for what does not fit."""
        model, runner = self._current
        model.check(rows)
        # Nothing is awaited so far: the runner has not been closed.
        predictions = await runner.predict(rows)
        _refuse_infinite(predictions)
        return model.metadata, predictions

    async def load(self) -> None:
        """Serve what the folder holds now. Raise ModelUnusable, and change nothing, when it cannot be."""
        # Before it is read: what is replaced meanwhile is seen the next time.
        seen = await to_thread.run_sync(_fingerprint, self._folder / METADATA)
        model = await to_thread.run_sync(load_model, self._folder)
        before = self._served
        self._served = Served(model, Runner(model.predict))
        self._seen = seen
        logger.info("model loaded", model=model.metadata.name, version=model.metadata.version)
        if before:
            await before.runner.close()

    async def look(self) -> None:
        """Serve another model if there is one. One that cannot be served is told of once, and tried again."""
        found = await to_thread.run_sync(_fingerprint, self._folder / METADATA)
        if found == self._seen:
            return
        try:
            await self.load()
        except ModelUnusable as error:
            if found != self._refused:
                logger.warning("model refused", error=str(error))
            self._refused = found

    async def keep_looking(self, seconds: float) -> None:
        while True:
            await asyncio.sleep(seconds)
            await self.look()

    async def close(self) -> None:
        await self._current.runner.close()

    @property
    def _current(self) -> Served:
        if self._served is None:
            raise RuntimeError("No model has been loaded.")
        return self._served


@asynccontextmanager
async def open_model_server(
    folder: Path, *, seconds_between_looks: float = SECONDS_BETWEEN_LOOKS
) -> AsyncIterator[ModelServer]:
    """Load the model, and look for another one from time to time. Raise ModelUnusable when there is none."""
    server = ModelServer(folder)
    await server.load()
    looking = asyncio.create_task(server.keep_looking(seconds_between_looks))
    try:
        yield server
    finally:
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking
        await server.close()


def _fingerprint(path: Path) -> tuple[int, ...] | None:
    """Changes when the file is replaced; None when there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _refuse_infinite(predictions: list[Label]) -> None:
    for position, prediction in enumerate(predictions):
        if isinstance(prediction, float) and not isfinite(prediction):
            message = "The model has no answer to these numbers."
            raise InvalidInput(errors=[FieldError(f"/body/instances/{position}", message)])
