"""Rows to predict something for, and what is no such row."""

import json

import pytest

from app.inference.metadata import read_metadata
from app.inference.schemas import MAX_ROWS
from tests.inference.folders import SHIPPED

METADATA = read_metadata(SHIPPED)
ROW = METADATA.examples.instances[0]
LABEL = METADATA.examples.predictions[0]

# What may stand in place of a number in JSON, or in what is taken for JSON.
NO_FINITE_NUMBERS = [
    *("NaN", "Infinity", "-Infinity", "1e400", "1e39", "-1e39", "1" + "0" * 400),
    *('"1.5"', '""', "true", "false", "null", "[]", "[1]", "{}"),
]
# And the place that the refusal names.
OTHER_SHAPES = [
    pytest.param([], "/body/instances", id="empty"),
    pytest.param([[]], "/body/instances/0", id="an empty row"),
    pytest.param([ROW, ROW[1:]], "/body/instances/1", id="ragged"),
    pytest.param([ROW, [*ROW, 1.0]], "/body/instances/1", id="wide"),
    pytest.param([ROW[1:], [*ROW, 1.0]], "/body/instances/0", id="both"),
    pytest.param([ROW] * (MAX_ROWS + 1), "/body/instances", id="too many"),
    pytest.param(ROW, "/body/instances/0", id="a bare row"),
    pytest.param({"0": ROW}, "/body/instances", id="object"),
    pytest.param("rows", "/body/instances", id="text"),
    pytest.param(None, "/body/instances", id="null"),
]


def with_first(text: str) -> str:
    """A body whose second row starts with this, which need not be JSON that a client could write."""
    return json.dumps({"instances": [ROW, ["first", *ROW[1:]]]}).replace('"first"', text)
