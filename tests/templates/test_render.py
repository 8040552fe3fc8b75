"""Every variant, rendered and judged without installing anything."""

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from pyscaffold_api.errors import OutputDirectoryExists, RenderError
from pyscaffold_api.record import RECORD, tree_id
from pyscaffold_api.render import render
from pyscaffold_api.templates import file_list
from strategies import answer_text, project_names
from templates.variants import STARTERS, combinations, label, plan_for

SNAPSHOTS = Path(__file__).parents[1] / "snapshots"
OURS = re.compile(r"cookiecutter")
MARKUP = re.compile(r"\{%|\{\{|\{#")
BINARY = {".ico", ".onnx", ".png", ".woff2"}
# These hold markup of their own: the application's templates, workflows, and a guide that shows some.
ITS_OWN_MARKUP = {".html", ".mako", ".md", ".yml"}
RUFF = [sys.executable, "-m", "ruff", "--quiet"]


@pytest.fixture(scope="session")
def renders(tmp_path_factory: pytest.TempPathFactory) -> "Renders":
    return Renders(tmp_path_factory.mktemp("renders"))


class Renders:
    """Rendered variants, each made once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, raw: Mapping[str, object]) -> Path:
        plan = plan_for(raw, self._folder / label(raw))
        if not plan.target.exists():
            render(plan)
        return plan.target


def texts(project: Path) -> dict[str, str]:
    return {
        path.relative_to(project).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(project.rglob("*"))
        if path.is_file() and "vendor" not in path.parts and path.suffix not in BINARY
    }


def starter(framework: str, workload: str) -> dict[str, object]:
    return {"framework": framework, "workload": workload}


@pytest.mark.parametrize(("framework", "workload"), STARTERS)
def test_the_files_are_those_announced_and_those_expected(
    renders: Renders, framework: str, workload: str
) -> None:
    project = renders.of(starter(framework, workload))
    plan = plan_for(starter(framework, workload), project.parent)
    made = sorted(path.relative_to(project).as_posix() for path in project.rglob("*") if path.is_file())
    assert made == sorted([*file_list(plan.template, plan.context), RECORD])
    assert made == (SNAPSHOTS / f"{framework}-{workload}.txt").read_text().splitlines()


def test_a_workload_is_the_same_whether_it_is_the_main_one_or_another(tmp_path: Path) -> None:
    contexts = [
        plan_for({"framework": "fastapi", **answers}, tmp_path).context
        for answers in ({"workload": "ml"}, {"workload": "ml", "also": ["api"]}, {"also": ["ml"]})
    ]
    assert contexts == [{**contexts[0], "use_api": True, "use_ml": True}] * 3


@pytest.mark.parametrize(("framework", "workload"), STARTERS)
def test_the_record_names_the_tree_that_was_rendered(renders: Renders, framework: str, workload: str) -> None:
    project = renders.of(starter(framework, workload))
    record = tomllib.loads((project / RECORD).read_text(encoding="utf-8"))
    assert record["tree"] == tree_id(project)
    assert record["framework"] == framework
    assert record["answers"] == {"project_name": "Demo", "workload": workload}


@pytest.mark.parametrize(("framework", "workload"), STARTERS)
def test_each_project_has_a_secret_of_its_own_and_none_in_a_committed_file(
    tmp_path: Path, framework: str, workload: str
) -> None:
    secrets = []
    for name in ("one", "two"):
        plan = plan_for({**starter(framework, workload), "project_name": name}, tmp_path)
        render(plan)
        line = next(x for x in (plan.target / ".env").read_text().splitlines() if x.startswith("SECRET_KEY="))
        secrets.append(line.removeprefix("SECRET_KEY="))
        assert (plan.target / ".env").stat().st_mode & 0o777 == 0o600
        committed = {path: text for path, text in texts(plan.target).items() if path != ".env"}
        assert not [path for path, text in committed.items() if secrets[-1] in text]
        assert ".env" in committed[".gitignore"].splitlines()
    assert len(set(secrets)) == 2
    assert all(len(secret) >= 43 for secret in secrets)


def test_a_broken_template_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = copy_of_templates(tmp_path / "root")
    (root / "template-flask" / "{{cookiecutter.project_slug}}" / "broken.txt").write_text("{% if %}")
    use_templates(root, monkeypatch)
    output = tmp_path / "out"
    output.mkdir()
    with pytest.raises(RenderError, match="could not be rendered"):
        render(plan_for(starter("flask", "templates"), output))
    assert list(output.iterdir()) == []


def test_a_failing_hook_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = copy_of_templates(tmp_path / "root")
    (root / "hooks" / "post_gen_project.py").write_text('import sys\nsys.exit("no more")\n')
    use_templates(root, monkeypatch)
    output = tmp_path / "out"
    output.mkdir()
    with pytest.raises(RenderError, match="no more"):
        render(plan_for(starter("flask", "templates"), output))
    assert list(output.iterdir()) == []


def test_a_target_that_appears_meanwhile_is_not_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = plan_for(starter("flask", "templates"), tmp_path)

    def check_then_lose_the_race(target: Path) -> None:
        target.mkdir()
        (target / "theirs").touch()

    monkeypatch.setattr("pyscaffold_api.render.check_target", check_then_lose_the_race)
    with pytest.raises(OutputDirectoryExists):
        render(plan)
    assert [path.name for path in tmp_path.rglob("*")] == ["demo", "theirs"]


def copy_of_templates(root: Path) -> Path:
    import shutil

    from pyscaffold_api.templates import template_root

    for folder in ("template-flask", "template-fastapi", "template-shared", "hooks"):
        shutil.copytree(template_root() / folder, root / folder)
    return root


def use_templates(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pyscaffold_api.templates.template_root", lambda: root)
    monkeypatch.setattr("pyscaffold_api.render.template_root", lambda: root)


@pytest.mark.render
@pytest.mark.parametrize("raw", list(combinations()), ids=label)
class TestEveryCombination:
    def test_python_compiles_and_no_markup_is_left(self, renders: Renders, raw: dict[str, object]) -> None:
        for path, text in texts(renders.of(raw)).items():
            if path.endswith(".py"):
                compile(text, path, "exec")
            assert not OURS.search(text), path
            if Path(path).suffix not in ITS_OWN_MARKUP:
                assert not MARKUP.search(text), path
            assert text.endswith("\n") or not text, f"{path} does not end in a newline"
            assert "\r" not in text, path

    def test_data_files_parse(self, renders: Renders, raw: dict[str, object]) -> None:
        for path, text in texts(renders.of(raw)).items():
            match Path(path).suffix:
                case ".toml":
                    tomllib.loads(text)
                case ".json":
                    json.loads(text)
                case ".yaml" | ".yml":
                    list(yaml.safe_load_all(text))

    def test_ruff_has_nothing_to_say(self, renders: Renders, raw: dict[str, object]) -> None:
        project = renders.of(raw)
        for arguments in (["check", "--no-cache", "."], ["format", "--check", "--no-cache", "."]):
            done = subprocess.run(
                [*RUFF, *arguments], cwd=project, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stdout + done.stderr

    def test_nothing_is_said_of_what_is_off(self, renders: Renders, raw: dict[str, object]) -> None:
        absent = words_of_absent_features(raw)
        for path, text in texts(renders.of(raw)).items():
            if path in {RECORD, "docs/adr/0001-web-framework.md", "app/auth/common_passwords.txt"}:
                continue
            for word in absent:
                assert not re.search(rf"\b{word}\b", text, re.IGNORECASE), f"{path} mentions {word}"

    def test_only_the_drivers_of_its_databases_are_installed(
        self, renders: Renders, raw: dict[str, object]
    ) -> None:
        project = tomllib.loads((renders.of(raw) / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        names = {re.split(r"[^a-z0-9-]", dependency)[0] for dependency in project["dependencies"]}
        expected = {
            ("fastapi", "sqlite"): {"aiosqlite"},
            ("fastapi", "postgresql"): {"aiosqlite", "asyncpg"},
            ("fastapi", "mysql"): {"aiosqlite", "asyncmy"},
            ("flask", "sqlite"): set(),
            ("flask", "postgresql"): {"psycopg"},
            ("flask", "mysql"): {"pymysql"},
        }[str(raw["framework"]), str(raw["database"])]
        assert names & {"aiosqlite", "asyncpg", "psycopg", "pymysql", "aiomysql", "asyncmy"} == expected


MODEL_WORDS = ["joblib", "inference", "model_dir", "numpy", "onnx", "onnxruntime", "scikit", "training"]


def words_of_absent_features(raw: Mapping[str, object]) -> list[str]:
    """Words that only a feature's own files may hold."""
    extras = raw["extras"]
    assert isinstance(extras, list)
    words = ["websocket", "socketio"]
    words += [] if raw["workload"] == "ml" else MODEL_WORDS
    words += [] if "docker" in extras else ["dockerfile", "hadolint"]
    words += [] if "ci" in extras else ["dependabot"]
    words += ["flask"] if raw["framework"] == "fastapi" else ["fastapi", "uvicorn"]
    return words


@pytest.mark.render
@pytest.mark.parametrize(("framework", "workload"), STARTERS)
def test_hostile_values_do_no_harm_in_a_whole_render(
    tmp_path_factory: pytest.TempPathFactory, framework: str, workload: str
) -> None:
    @settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(name=project_names(), author=answer_text(least=1, most=100), description=answer_text(most=200))
    def holds(name: str, author: str, description: str) -> None:
        values = {"project_name": name, "author_name": author, "description": description}
        plan = plan_for({**starter(framework, workload), **values}, tmp_path_factory.mktemp("hostile"))
        render(plan)
        for arguments in (["check", "--no-cache", "."], ["format", "--check", "--no-cache", "."]):
            done = subprocess.run(
                [*RUFF, *arguments], cwd=plan.target, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stdout + done.stderr
        about: dict[str, str] = {}
        exec((plan.target / "app" / "about.py").read_text(encoding="utf-8"), about)
        assert (
            about["NAME"].split() == "".join(c if c.isprintable() else " " for c in name).split()
            or not name.isprintable()
        )
        project = tomllib.loads((plan.target / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        assert project["name"] == plan.context["project_slug"]
        recorded = tomllib.loads((plan.target / RECORD).read_text(encoding="utf-8"))["answers"]
        assert {key: recorded[key] for key in values} == values

    holds()
