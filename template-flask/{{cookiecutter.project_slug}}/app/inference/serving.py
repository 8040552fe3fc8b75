"""The model that is served now, and its successor once there is one."""

import atexit
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any, NamedTuple

import structlog
from flask import Flask, current_app

from app.inference.batching import Batcher
from app.inference.folder import ModelFolder
from app.inference.metadata import Label, Metadata, Rows
from app.inference.model import Model, refuse_infinite
from app.settings import Settings

# Looking costs a process some microseconds.
SECONDS_BETWEEN_LOOKS = 1.0

logger = structlog.stdlib.get_logger("app.inference")


class Served(NamedTuple):
    """A model with the thread that runs it. It is replaced as a whole, so a batch is never of two models."""

    model: Model
    batcher: Batcher


class ModelServer:
    """Serves the model in a folder, and after it whichever is put in its place, until it is closed.

    Raise ModelUnusable when there is none.
    """

    def __init__(self, folder: Path, *, seconds_between_looks: float = SECONDS_BETWEEN_LOOKS) -> None:
        self._folder = ModelFolder(folder)
        self._served = _with_thread(self._folder.load())
        # Held to ask and to replace: nothing is asked of a batcher that has been closed.
        self._lock = Lock()
        self._closed = Event()
        self._looking = Thread(
            target=self._keep_looking, args=(seconds_between_looks,), name="model-folder", daemon=True
        )
        self._looking.start()

    @property
    def metadata(self) -> Metadata:
        return self._served.model.metadata

    def predict(self, rows: Rows) -> tuple[Metadata, list[Label]]:
        """What is predicted for these rows, and by which model. Raise InvalidInput for what does not fit."""
        answer: Future[list[Label]] = Future()
        with self._lock:
            model, batcher = self._served
            model.check(rows)
            batcher.submit(rows, answer)
        predictions = answer.result()
        refuse_infinite(predictions)
        return model.metadata, predictions

    def look(self) -> None:
        """Serve another model if there is one that can be served."""
        if model := self._folder.look():
            successor = _with_thread(model)
            with self._lock:
                before, self._served = self._served, successor
            before.batcher.close()

    def close(self) -> None:
        """Answer what has been asked for, and end. Nothing may be asked for any more."""
        self._closed.set()
        self._looking.join()
        self._served.batcher.close()

    def _keep_looking(self, seconds: float) -> None:
        while not self._closed.wait(seconds):
            try:
                self.look()
            except Exception:
                # Nobody else looks: if this thread ended, no other model would be taken up any more.
                logger.exception("the model folder cannot be looked at")


def init_app(app: Flask, settings: Settings) -> None:
    """Load the model. It is let go of when the process ends, which gunicorn lets it do after its requests."""
    server = app.extensions["model_server"] = ModelServer(Path(settings.model_dir))
    atexit.register(server.close)


def model_server() -> ModelServer:
    server: ModelServer = current_app.extensions["model_server"]
    return server


def _with_thread(model: Model) -> Served:
    return Served(model, Batcher(model.predict, _deliver))


def _deliver(give: Callable[..., object], *arguments: Any) -> None:
    """Answers may be given in any thread."""
    give(*arguments)
