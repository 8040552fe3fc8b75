"""What is kept beside a trained model, in `model.json`: what it is called, what it takes, how good it is."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

METADATA = "model.json"

Label = str | int | float
Rows = Sequence[Sequence[float]]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Feature(BaseModel):
    """One number of a row, and between what it was in the rows that were learnt from."""

    model_config = ConfigDict(allow_inf_nan=False)

    name: str
    minimum: float
    maximum: float


class Examples(BaseModel):
    """Rows that were held out, and what the trained model said of them. It must say so here too."""

    model_config = ConfigDict(allow_inf_nan=False)

    instances: Annotated[list[list[float]], Field(min_length=1)]
    predictions: list[Label]


class Metadata(BaseModel):
    """The file of the model is found by its name and its content, so one is never taken for the other."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    # It is part of a file's name.
    name: Annotated[str, Field(pattern="^[a-z][a-z0-9-]{0,63}$")]
    sha256: Sha256
    task: Literal["classification", "regression"]
    trained_at: datetime
    metrics: dict[str, float]
    features: Annotated[list[Feature], Field(min_length=1)]
    examples: Examples

    @property
    def version(self) -> str:
        return self.sha256[:12]

    @property
    def file(self) -> str:
        return f"{self.name}-{self.version}.onnx"


def read_metadata(folder: Path) -> Metadata:
    """What the folder holds. Raise OSError or ValidationError when it is not there or not as it should be."""
    return Metadata.model_validate_json((folder / METADATA).read_bytes())
