"""The answers of an API starter are those of its OpenAPI document, whatever it is asked."""

import re
import shutil
from pathlib import Path

import pytest
from runner import COMMAND, PACKAGE_PATH, run

pytestmark = [
    pytest.mark.generated,
    pytest.mark.skipif(not shutil.which("uv"), reason="uv is not installed"),
]


@pytest.mark.parametrize("framework", ["fastapi", "flask"])
def test_no_answer_of_the_api_is_other_than_documented(tmp_path: Path, framework: str) -> None:
    answers = ["--workload", "api", "--framework", framework, "--no-input", "--no-git"]
    run([*COMMAND, "new", "demo", *answers], tmp_path, PYTHONPATH=PACKAGE_PATH)
    said = run(["uv", "run", "poe", "contract"], tmp_path / "demo")
    counts = [(int(made), int(passed)) for made, passed in re.findall(r"(\d+) generated, (\d+) passed", said)]
    assert len(counts) == said.count("Loaded specification from")
    assert all(made == passed for made, passed in counts)
    assert sum(made for made, _ in counts) > 1500
