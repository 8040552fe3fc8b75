"""The folder of a model, in which another one may be put at any time."""

from pathlib import Path

import structlog

from app.inference.metadata import METADATA
from app.inference.model import Model, ModelUnusable, load_model

logger = structlog.stdlib.get_logger("app.inference")


class ModelFolder:
    """`model.json` names the model in a folder, so replacing that file replaces the model."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, ...] | None = None
        self._refused: tuple[int, ...] | None = None

    def load(self) -> Model:
        """What the folder holds now. Raise ModelUnusable when it cannot be served."""
        # Before it is read: what is replaced meanwhile is seen the next time.
        seen = self._fingerprint()
        model = load_model(self._path)
        self._seen, self._refused = seen, None
        logger.info("model loaded", model=model.metadata.name, version=model.metadata.version)
        return model

    def look(self) -> Model | None:
        """Another model, if there is one. One that cannot be served is told of once, and tried again."""
        found = self._fingerprint()
        if found == self._seen:
            return None
        try:
            return self.load()
        except ModelUnusable as error:
            if found != self._refused:
                logger.warning("model refused", error=str(error))
            self._refused = found
            return None

    def _fingerprint(self) -> tuple[int, ...]:
        """Changes when the file is replaced; empty when there is none."""
        try:
            found = (self._path / METADATA).stat()
        except OSError:
            return ()
        return found.st_ino, found.st_mtime_ns, found.st_size
