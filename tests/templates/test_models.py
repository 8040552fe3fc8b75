"""A starter that serves a model: checked, trained anew, given another model, held to its contract."""

import re
import shutil
import tomllib
from pathlib import Path

import pytest
from pyscaffold_api.names import RESERVED_DISTRIBUTIONS
from runner import COMMAND, PACKAGE_PATH, run
from templates.guides import follow

pytestmark = [
    pytest.mark.generated,
    pytest.mark.slow,
    pytest.mark.skipif(not shutil.which("uv"), reason="uv is not installed"),
]

TRAINING_ONLY = {"joblib", "onnx", "scikit-learn", "scipy", "skl2onnx"}


@pytest.fixture(scope="module", params=["fastapi", "flask"])
def project(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    answers = ["--workload", "api", "--also", "ml", "--framework", request.param, "--no-input"]
    run([*COMMAND, "new", "demo", *answers], folder, PYTHONPATH=PACKAGE_PATH)
    return folder / "demo"


def test_it_runs_and_is_tested_without_what_trains_it(project: Path) -> None:
    locked = tomllib.loads((project / "uv.lock").read_text(encoding="utf-8"))["package"]
    assert {package["name"] for package in locked} - {"demo"} <= RESERVED_DISTRIBUTIONS
    run(["uv", "run", "poe", "check"], project)
    installed = set(re.findall(r"^([a-z0-9-]+)==", run(["uv", "pip", "freeze"], project), re.MULTILINE))
    assert "onnxruntime" in installed
    assert not installed & TRAINING_ONLY
    assert run(["git", "status", "--porcelain"], project) == ""


def test_its_training_tests_pass_where_scikit_learn_is(project: Path) -> None:
    said = run(["uv", "run", "--isolated", "--group", "train", "pytest", "tests/training"], project)
    assert re.search(r"\d+ passed", said)
    assert "skipped" not in said


def test_no_answer_of_its_api_is_other_than_documented(project: Path) -> None:
    said = run(["uv", "run", "poe", "contract", "--include-tag", "model"], project)
    counts = re.findall(r"(\d+) generated, (\d+) passed", said)
    assert counts
    assert all(made == passed for made, passed in counts)


def test_the_guide_to_a_model_of_ones_own_works_to_the_letter(project: Path, tmp_path: Path) -> None:
    own = shutil.copytree(project, tmp_path / "demo", ignore=shutil.ignore_patterns(".venv", ".git"))
    for command in follow(own, "A model of your own"):
        run(command, own)
    (file,) = (own / "app" / "inference" / "model").glob("*.onnx")
    assert file.name.startswith("tumours-")
