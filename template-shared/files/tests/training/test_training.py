"""The model is trained and exported for real. `poe train` brings scikit-learn; without it this is skipped."""

import subprocess
import sys
from importlib.util import find_spec
from math import isfinite
from pathlib import Path

import pytest

from app.inference.metadata import METADATA, read_metadata
from app.inference.model import load_model
from tests.inference.folders import ROOT, copy_of_model

pytestmark = pytest.mark.skipif(
    find_spec("sklearn") is None,
    reason="scikit-learn is not installed: uv run --group train pytest tests/training",
)


def train(folder: Path, module: str = "training") -> str:
    command = [sys.executable, "-m", module, "--to", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_training_makes_a_model_that_can_be_served(tmp_path: Path) -> None:
    said = train(tmp_path / "new")
    model = load_model(tmp_path / "new")
    metadata = model.metadata
    assert str(tmp_path / "new" / metadata.file) in said
    assert model.predict(metadata.examples.instances) == metadata.examples.predictions
    assert all(feature.minimum <= feature.maximum for feature in metadata.features)
    assert metadata.metrics
    assert all(map(isfinite, metadata.metrics.values()))


def test_the_same_training_makes_the_same_version(tmp_path: Path) -> None:
    train(tmp_path / "one")
    train(tmp_path / "other")
    assert read_metadata(tmp_path / "one").version == read_metadata(tmp_path / "other").version


def test_a_new_model_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    folder = copy_of_model(tmp_path)
    train(folder, "tests.training.diabetes")
    metadata = load_model(folder).metadata
    assert (metadata.name, metadata.task) == ("diabetes", "regression")
    assert metadata.metrics.keys() == {"r2", "mean_absolute_error"}
    assert {path.name for path in folder.glob("*") if path.suffix in {".onnx", ".json"}} == {
        METADATA,
        metadata.file,
    }
