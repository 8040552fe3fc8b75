"""The templates as they stand, without rendering anything."""

import fnmatch
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pyscaffold_api.templates import PROJECT_FOLDER, compose, manifest, template_root
from sharing import Conditionals, conditionals, rendered, template_files
from templates.variants import STARTERS, plan_for

ROOT = template_root()
TEMPLATES = sorted({f"template-{framework}" for framework, _ in STARTERS})
MOST_CONDITIONALS = 6


@pytest.fixture(scope="module", params=TEMPLATES)
def composed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compose(request.param, tmp_path_factory.mktemp("composed") / request.param)


@pytest.mark.parametrize(("framework", "workload"), STARTERS)
def test_a_plan_fills_exactly_the_public_keys(framework: str, workload: str, tmp_path: Path) -> None:
    plan = plan_for({"framework": framework, "workload": workload}, tmp_path)
    public = {key for key in manifest(plan.template) if not key.startswith("_")}
    assert set(plan.context) == public


def test_every_path_of_a_feature_exists(composed: Path) -> None:
    features = json.loads((composed / "cookiecutter.json").read_text())["_features"]
    assert features
    for feature, paths in features.items():
        for path in paths:
            assert (composed / PROJECT_FOLDER / path).exists(), f"{feature} names {path}"


def test_every_pattern_that_is_copied_unrendered_matches_something(composed: Path) -> None:
    patterns = json.loads((composed / "cookiecutter.json").read_text()).get("_copy_without_render", [])
    paths = [
        path.relative_to(composed / PROJECT_FOLDER).as_posix()
        for path in composed.rglob("*")
        if path.is_relative_to(composed / PROJECT_FOLDER)
    ]
    for pattern in patterns:
        assert any(fnmatch.fnmatch(path, pattern) for path in paths), pattern


def test_every_include_exists(composed: Path) -> None:
    found = 0
    for path in (composed / PROJECT_FOLDER).rglob("*"):
        if path.is_file() and rendered(path):
            for name in re.findall(
                r'\{%\s*include "([^"]+)"\s*%\}', path.read_text(encoding="utf-8", errors="ignore")
            ):
                found += 1
                assert (composed / "templates" / name).is_file(), f"{path} includes {name}"
    assert found


@pytest.mark.parametrize("path", template_files(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_conditionals_are_few_and_not_nested(path: Path) -> None:
    if not rendered(path):
        return
    text = path.read_text(encoding="utf-8")
    found = conditionals(text)
    assert found.count <= MOST_CONDITIONALS
    assert found.depth <= 1, "a block within a block"
    assert "{%-" not in text


@pytest.mark.parametrize(
    ("text", "count", "depth"),
    [
        ("{{ name }} {% set a = 1 %}{% include 'b' %}", 0, 0),
        ("{% if a %}x{% elif b %}y{% else %}z{% endif %}", 2, 1),
        ("{{ a if b else c }} {% set d = e if f %}", 2, 0),
        ("{% for a in b if c %}{{ a }}{% endfor %}", 2, 1),
        ("{% for a in b %}{% if a %}x{% endif %}{% endfor %}", 2, 2),
        ("{% raw %}{% if a %}{% endraw %}", 0, 0),
    ],
)
def test_conditionals_of_every_form_are_counted(text: str, count: int, depth: int) -> None:
    assert conditionals(text) == Conditionals(count, depth)


def test_no_link_is_among_the_templates_or_hooks() -> None:
    folders = [*(ROOT / template for template in TEMPLATES), ROOT / "template-shared", ROOT / "hooks"]
    assert [path for folder in folders for path in folder.rglob("*") if path.is_symlink()] == []


def test_a_path_that_both_sides_have_is_refused(tmp_path: Path) -> None:
    root = tmp_path / "root"
    for folder in ("template-flask/" + PROJECT_FOLDER, "template-shared/files"):
        (root / folder).mkdir(parents=True)
        (root / folder / "twice.txt").touch()
    (root / "template-flask" / "cookiecutter.json").write_text("{}")
    with pytest.raises(ValueError, match=r"twice\.txt is in the template and in template-shared"):
        compose("template-flask", tmp_path / "out", root=root)


def test_what_tools_leave_in_a_template_is_not_composed(tmp_path: Path) -> None:
    root = tmp_path / "root"
    for folder in ("template-flask", "template-shared/files", "template-shared/partials", "hooks"):
        (root / folder).mkdir(parents=True)
    (root / "template-shared" / "local_extensions.py").touch()
    for hook in ("pre_gen_project.py", "post_gen_project.py"):
        (root / "hooks" / hook).touch()
    for leftover in ("app/__pycache__/x.pyc", ".ruff_cache/x", ".mypy_cache/x", "kept.py"):
        for folder in ("template-flask/" + PROJECT_FOLDER, "template-shared/files/shared"):
            path = root / folder / leftover
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
    project = compose("template-flask", tmp_path / "out", root=root) / PROJECT_FOLDER
    assert sorted(path.relative_to(project).as_posix() for path in project.rglob("*") if path.is_file()) == [
        "kept.py",
        "shared/kept.py",
    ]


def test_a_read_only_template_is_composed_in_folders_that_can_be_written_to(tmp_path: Path) -> None:
    root = tmp_path / "root"
    for folder in ("template-flask", "template-shared", "hooks"):
        shutil.copytree(template_root() / folder, root / folder)
    for path in [root, *root.rglob("*")]:
        path.chmod(path.stat().st_mode & ~0o222)
    composed = compose("template-flask", tmp_path / "out", root=root)
    folders = [path for path in [composed, *composed.rglob("*")] if path.is_dir()]
    # Hooks are rendered where they are; other files are only read.
    written = [*folders, *(composed / "hooks").iterdir()]
    assert [path for path in written if not path.stat().st_mode & 0o200] == []


def test_cookiecutter_is_offered_every_template() -> None:
    root = Path(__file__).parents[2]
    offered = json.loads((root / "cookiecutter.json").read_text())["templates"]
    assert sorted(entry["path"].removeprefix("./") for entry in offered.values()) == TEMPLATES


REFUSED = {
    ("use_ml=true", "use_api=false"): "use_ml stands on the API: say use_api as well.",
    ("use_realtime=true", "use_api=false"): "use_realtime stands on the API: say use_api as well.",
    ("use_api=false", "use_pages=false"): "Nothing would be served: say use_api or use_pages.",
}


@pytest.mark.parametrize("features", REFUSED, ids=" ".join)
@pytest.mark.parametrize("template", TEMPLATES)
def test_cookiecutter_is_refused_features_that_cannot_stand_alone(
    template: str, features: tuple[str, ...], tmp_path: Path
) -> None:
    composed = compose(template, tmp_path / "template")
    command = [sys.executable, "-m", "cookiecutter", str(composed), "--no-input", f"--output-dir={tmp_path}"]
    done = subprocess.run(
        [*command, *features],
        # It keeps what it was answered there.
        env={**os.environ, "HOME": str(tmp_path), "USERPROFILE": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode != 0
    assert REFUSED[features] in done.stdout + done.stderr
    assert not (tmp_path / "my-service").exists()
