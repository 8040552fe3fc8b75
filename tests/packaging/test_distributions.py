"""What is built holds everything: the wheel, the source distribution, and a wheel made from that."""

import os
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from pyscaffold_api.record import tree_id
from pyscaffold_api.templates import LEFTOVERS
from runner import COMMAND

ROOT = Path(__file__).parents[2]
TEMPLATE_FOLDERS = ("template-fastapi", "template-flask", "template-shared", "hooks")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel made from the checkout, a source distribution, and a wheel made from that one."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--no-isolation"]
    subprocess.run([*build, "--wheel", "--outdir", folder / "direct", ROOT], check=True, capture_output=True)
    subprocess.run([*build, "--sdist", "--outdir", folder / "sdist", ROOT], check=True, capture_output=True)
    (sdist,) = (folder / "sdist").glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        # As an attribute, because the first releases of 3.11 know no filters.
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        archive.extractall(folder / "source")
    (source,) = (folder / "source").iterdir()
    subprocess.run(
        [*build, "--wheel", "--outdir", folder / "indirect", source], check=True, capture_output=True
    )
    return folder


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def template_files() -> set[str]:
    """What git would track below the template folders."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *TEMPLATE_FOLDERS],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0:
        return {name for name in listed.stdout.splitlines() if (ROOT / name).is_file()}
    found = [path for folder in TEMPLATE_FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file()]
    return {
        path.relative_to(ROOT).as_posix()
        for path in found
        if not any(part.match(pattern) for pattern in LEFTOVERS for part in (path, *path.parents))
    }


@pytest.mark.parametrize("way", ["direct", "indirect"])
def test_the_wheel_holds_every_template_file(built: Path, way: str) -> None:
    (wheel,) = (built / way).glob("*.whl")
    in_wheel = {
        name.removeprefix("pyscaffold_api/_templates/") for name in names(wheel) if "/_templates/" in name
    }
    assert in_wheel == template_files()


@pytest.mark.parametrize("workload", ["api", "templates"])
@pytest.mark.parametrize("way", ["direct", "indirect"])
def test_the_wheel_renders_the_same_as_the_checkout(
    built: Path, tmp_path: Path, way: str, workload: str
) -> None:
    (wheel,) = (built / way).glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    trees = []
    quick = ["--no-input", "--author-name", "A", "--no-git", "--no-install"]
    for place in (tmp_path / "installed", ROOT / "cli"):
        subprocess.run(
            [
                *COMMAND,
                "new",
                "demo",
                "--workload",
                workload,
                *quick,
                "--output-dir",
                str(tmp_path / place.name),
            ],
            env={**os.environ, "PYTHONPATH": str(place), "HOME": str(tmp_path)},
            cwd=tmp_path,
            check=True,
            capture_output=True,
        )
        trees.append(tree_id(tmp_path / place.name / "demo"))
    assert trees[0] == trees[1]


def test_the_wheel_holds_nothing_that_tools_leave_behind(built: Path) -> None:
    (wheel,) = (built / "direct").glob("*.whl")
    parts = {part for name in names(wheel) for part in name.split("/")}
    assert not [part for part in parts if part == "__pycache__" or part.endswith((".pyc", "_cache"))]


def test_uv_builds_anew_when_anything_changes_that_a_build_holds() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    keys = [path for key in settings["tool"]["uv"]["cache-keys"] for path in ROOT.glob(key["file"])]
    watched = {path.relative_to(ROOT).as_posix() for path in keys}
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "cli").rglob("*.py")}
    assert template_files() | modules | {"pyproject.toml"} <= watched
