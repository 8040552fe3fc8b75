"""From a trained estimator to the files that the application serves."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from skl2onnx import to_onnx
from sklearn.base import is_classifier
from sklearn.metrics import accuracy_score, f1_score, mean_absolute_error, r2_score

from app.inference.metadata import METADATA, Examples, Feature, Metadata, read_metadata
from app.inference.model import open_model

EXAMPLES = 5


@dataclass(frozen=True)
class Trained:
    """An estimator of scikit-learn, the rows it learnt from, and others with the right answers."""

    name: str
    estimator: Any
    feature_names: Sequence[str]
    seen: NDArray[Any]
    held_out: NDArray[Any]
    expected: NDArray[Any]


def export(trained: Trained, folder: Path) -> Metadata:
    """Write the model and then its metadata, which is what puts it in the place of the one before."""
    folder.mkdir(parents=True, exist_ok=True)
    content = _onnx(trained)
    metadata = _describe(trained, content)
    # It answers here as it does in scikit-learn, or this is an error.
    open_model(metadata, content)
    replaced = _current_file(folder)
    _write(folder / metadata.file, content)
    _write(folder / METADATA, (metadata.model_dump_json(indent=2) + "\n").encode())
    if replaced and replaced != folder / metadata.file:
        replaced.unlink(missing_ok=True)
    return metadata


def _onnx(trained: Trained) -> bytes:
    # A label for each row, rather than a table of probabilities by label.
    options = {"zipmap": False} if is_classifier(trained.estimator) else None
    # Named, because a name made up anew would be another content each time.
    # It is asked in 32 bits, whatever it learnt from.
    row = trained.seen[:1].astype(np.float32)
    graph = to_onnx(trained.estimator, row, name=trained.name, options=options)
    content: bytes = graph.SerializeToString()
    return content


def _describe(trained: Trained, content: bytes) -> Metadata:
    predicted = trained.estimator.predict(trained.held_out)
    minima, maxima = trained.seen.min(axis=0), trained.seen.max(axis=0)
    return Metadata(
        name=trained.name,
        sha256=sha256(content).hexdigest(),
        task="classification" if is_classifier(trained.estimator) else "regression",
        trained_at=datetime.now(UTC).replace(microsecond=0),
        metrics=_metrics(trained, predicted),
        features=[
            Feature(name=name, minimum=low, maximum=high)
            for name, low, high in zip(trained.feature_names, minima, maxima, strict=True)
        ],
        examples=Examples(
            instances=trained.held_out[:EXAMPLES].tolist(), predictions=predicted[:EXAMPLES].tolist()
        ),
    )


def _metrics(trained: Trained, predicted: NDArray[Any]) -> dict[str, float]:
    if is_classifier(trained.estimator):
        return {
            "accuracy": accuracy_score(trained.expected, predicted),
            "f1_macro": f1_score(trained.expected, predicted, average="macro"),
        }
    return {
        "r2": r2_score(trained.expected, predicted),
        "mean_absolute_error": mean_absolute_error(trained.expected, predicted),
    }


def _current_file(folder: Path) -> Path | None:
    with suppress(OSError, ValueError):
        return folder / read_metadata(folder).file
    return None


def _write(path: Path, content: bytes) -> None:
    """At once: whoever reads the file finds all of it."""
    aside = path.with_name(f".{path.name}")
    aside.write_bytes(content)
    aside.replace(path)
