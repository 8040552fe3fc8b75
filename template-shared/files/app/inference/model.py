"""A trained model in memory. Its file is ONNX: a graph of operators, with no code that loading it runs."""

from hashlib import sha256
from math import isclose, isfinite
from pathlib import Path

import numpy as np
import onnxruntime
from pydantic import ValidationError

from app.errors import FieldError, InvalidInput
from app.inference.metadata import METADATA, Label, Metadata, Rows, read_metadata

# Somebody else's computers are told nothing; only Windows' builds would.
onnxruntime.disable_telemetry_events()


class ModelUnusable(Exception):
    """The folder holds no model that can be trusted to answer as it was trained to."""


class Model:
    def __init__(self, metadata: Metadata, content: bytes) -> None:
        self.metadata = metadata
        options = onnxruntime.SessionOptions()
        # The batch is the parallel work: more threads would take cores from the requests.
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
        self._input = self._session.get_inputs()[0].name
        # Of a classifier the label, which comes before the probabilities.
        self._outputs = [self._session.get_outputs()[0].name]

    def check(self, rows: Rows) -> None:
        """Raise InvalidInput for the first row that is not as wide as the model was trained on."""
        width = len(self.metadata.features)
        for position, row in enumerate(rows):
            if len(row) != width:
                message = f"This row has {len(row)} numbers; the model takes {width}."
                raise InvalidInput(errors=[FieldError(f"/body/instances/{position}", message)])

    def predict(self, rows: Rows) -> list[Label]:
        """One label or number for each row."""
        (found,) = self._session.run(self._outputs, {self._input: np.array(rows, dtype=np.float32)})
        predictions: list[Label] = found.ravel().tolist()
        return predictions


def refuse_infinite(predictions: list[Label]) -> None:
    """Raise InvalidInput for the first row to which a model has answered something that JSON cannot say."""
    for position, prediction in enumerate(predictions):
        if isinstance(prediction, float) and not isfinite(prediction):
            message = "The model has no answer to these numbers."
            raise InvalidInput(errors=[FieldError(f"/body/instances/{position}", message)])


def load_model(folder: Path) -> Model:
    """The model that the folder's metadata names. Raise ModelUnusable when there is none to be trusted."""
    try:
        metadata = read_metadata(folder)
        content = (folder / metadata.file).read_bytes()
    except (OSError, ValidationError) as error:
        raise ModelUnusable(f"The model in {folder} cannot be read: {error}") from error
    return open_model(metadata, content)


def open_model(metadata: Metadata, content: bytes) -> Model:
    """Raise ModelUnusable unless this is the model that was trained, and it answers as it did then."""
    if sha256(content).hexdigest() != metadata.sha256:
        raise ModelUnusable(f"{metadata.file} is not the file that was trained: its SHA-256 is another.")
    if any(len(row) != len(metadata.features) for row in metadata.examples.instances):
        raise ModelUnusable(f"The features in {METADATA} are not as many as its examples have numbers.")
    expected = metadata.examples.predictions
    try:
        model = Model(metadata, content)
        predictions = model.predict(metadata.examples.instances)
        is_as_trained = len(predictions) == len(expected) and all(map(_same, predictions, expected))
    except Exception as error:  # onnxruntime's errors have no base of their own
        raise ModelUnusable(f"{metadata.file} cannot be run: {error}") from error
    if not is_as_trained:
        raise ModelUnusable(f"{metadata.file} does not say of its examples what the trained model said.")
    return model


def _same(one: Label, other: Label) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    # ONNX counts in 32 bits, the library that trained it in 64.
    return isclose(one, other, rel_tol=1e-3, abs_tol=1e-6)
