"""The model that is served now, and its successor once there is one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import structlog
from anyio import to_thread

from app.inference.folder import ModelFolder
from app.inference.metadata import Label, Metadata, Rows
from app.inference.model import Model, refuse_infinite
from app.inference.running import Runner

logger = structlog.stdlib.get_logger("app.inference")

# Looking costs a process some microseconds.
SECONDS_BETWEEN_LOOKS = 1.0


class Served(NamedTuple):
    """A model with what runs it. It is replaced as a whole, so a batch is never of two models."""

    model: Model
    runner: Runner


class ModelServer:
    """Serves the model in a folder, and after it whichever is put in its place."""

    def __init__(self, folder: Path) -> None:
        self._folder = ModelFolder(folder)
        self._served: Served | None = None

    @property
    def metadata(self) -> Metadata:
        return self._current.model.metadata

    async def predict(self, rows: Rows) -> tuple[Metadata, list[Label]]:
        """What is predicted for these rows, and by which model. Raise InvalidInput for what does not fit."""
        model, runner = self._current
        model.check(rows)
        # Nothing is awaited so far: the runner has not been closed.
        predictions = await runner.predict(rows)
        refuse_infinite(predictions)
        return model.metadata, predictions

    async def load(self) -> None:
        """Serve what the folder holds. Raise ModelUnusable when it cannot be served."""
        await self._serve(await to_thread.run_sync(self._folder.load))

    async def look(self) -> None:
        """Serve another model if there is one that can be served."""
        if model := await to_thread.run_sync(self._folder.look):
            await self._serve(model)

    async def keep_looking(self, seconds: float) -> None:
        while True:
            await asyncio.sleep(seconds)
            try:
                await self.look()
            except Exception:
                # The next model may be a good one.
                logger.exception("unexpected error")

    async def close(self) -> None:
        await self._current.runner.close()

    async def _serve(self, model: Model) -> None:
        before = self._served
        self._served = Served(model, Runner(model.predict))
        if before:
            await before.runner.close()

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
