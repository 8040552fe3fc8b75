from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, FailFast, Field

from app.inference.metadata import Feature, Label, Metadata

MAX_ROWS = 1000
# The largest of the 32 bits that a model counts in; what is larger would become infinite.
LARGEST = 3.4028234663852886e38

# Strict: "1" and true are not numbers, and NaN is none by its name.
Number = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-LARGEST, le=LARGEST)]
# The first mistake is told. Of all of them there may be many thousand.
Row = Annotated[list[Number], Field(min_length=1), FailFast()]


class PredictionsIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    instances: Annotated[list[Row], Field(min_length=1, max_length=MAX_ROWS), FailFast()]


class ModelVersion(BaseModel):
    name: str
    version: str


class PredictionsOut(BaseModel):
    """The predictions, in the order of the rows, and what made them."""

    predictions: list[Label]
    model: ModelVersion


class InputSchema(BaseModel):
    """A row has a number for each feature, in this order; a request has 1 to `max_rows` rows."""

    features: list[Feature]
    max_rows: int = MAX_ROWS


class ModelOut(ModelVersion):
    task: Literal["classification", "regression"]
    trained_at: datetime
    # On rows that the model had not seen.
    metrics: dict[str, float]
    input_schema: InputSchema

    @classmethod
    def of(cls, metadata: Metadata) -> "ModelOut":
        return cls(
            name=metadata.name,
            version=metadata.version,
            task=metadata.task,
            trained_at=metadata.trained_at,
            metrics=metadata.metrics,
            input_schema=InputSchema(features=metadata.features),
        )
