"""The answers of an API starter are those of its OpenAPI document, whatever it is asked."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from runner import COMMAND, PACKAGE_PATH

pytestmark = [
    pytest.mark.generated,
    pytest.mark.skipif(not shutil.which("uv"), reason="uv is not installed"),
]


def run(command: list[str], folder: Path, **variables: str) -> str:
    """Run a command; its output is shown when it fails."""
    inherited = {name: text for name, text in os.environ.items() if name not in {"VIRTUAL_ENV", "PYTHONPATH"}}
    done = subprocess.run(
        command,
        cwd=folder,
        env={**inherited, **variables},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_no_answer_of_the_api_is_other_than_documented(tmp_path: Path) -> None:
    answers = ["--workload", "api", "--framework", "fastapi", "--no-input", "--no-git"]
    run([*COMMAND, "new", "demo", *answers], tmp_path, PYTHONPATH=PACKAGE_PATH)
    said = run(["uv", "run", "poe", "contract"], tmp_path / "demo")
    counts = [(int(made), int(passed)) for made, passed in re.findall(r"(\d+) generated, (\d+) passed", said)]
    assert len(counts) == said.count("Loaded specification from")
    assert all(made == passed for made, passed in counts)
    assert sum(made for made, _ in counts) > 1500
