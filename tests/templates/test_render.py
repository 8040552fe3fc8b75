"""Every variant, rendered and judged without installing anything."""

import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from pyscaffold_api.errors import OutputDirectoryExists, RenderError
from pyscaffold_api.record import RECORD, tree_id
from pyscaffold_api.render import render
from pyscaffold_api.templates import file_list
from strategies import answer_text, project_names
from templates.oracle import Variant
from templates.trees import texts
from templates.variants import COMPLETE, STARTERS, application, plan_for, raw

SNAPSHOTS = Path(__file__).parents[1] / "snapshots"
# Of each framework the application with most in it. What a person types goes into the same files in all.
FULLEST = {variant.framework: variant for variant in sorted(COMPLETE.values(), key=lambda v: len(v.features))}
RUFF = [sys.executable, "-m", "ruff", "--quiet"]


@pytest.fixture(scope="session")
def renders(tmp_path_factory: pytest.TempPathFactory) -> "Renders":
    return Renders(tmp_path_factory.mktemp("renders"))


class Renders:
    """Rendered starters, each made once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, raw: Mapping[str, object]) -> Path:
        name = "-".join(map(str, raw.values()))
        plan = plan_for(raw, self._folder / name)
        if not plan.target.exists():
            render(plan)
        return plan.target


def starter(framework: str, workload: str) -> dict[str, object]:
    return {"framework": framework, "workload": workload}


@pytest.mark.parametrize("variant", COMPLETE.values(), ids=COMPLETE)
def test_the_files_are_those_announced_and_those_expected(variant: Variant, tmp_path: Path) -> None:
    plan = plan_for(raw(variant), tmp_path)
    made = render(plan)
    assert made == sorted([*file_list(plan.template, plan.context), RECORD])
    assert made == (SNAPSHOTS / f"{application(variant)}.txt").read_text().splitlines()


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
@pytest.mark.parametrize("framework", FULLEST)
def test_hostile_values_do_no_harm_in_a_whole_render(
    tmp_path_factory: pytest.TempPathFactory, framework: str
) -> None:
    # Without looking for a smaller example: each try renders a starter.
    @settings(
        max_examples=25,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(name=project_names(), author=answer_text(least=1, most=100), description=answer_text(most=200))
    def holds(name: str, author: str, description: str) -> None:
        values = {"project_name": name, "author_name": author, "description": description}
        plan = plan_for({**raw(FULLEST[framework]), **values}, tmp_path_factory.mktemp("hostile"))
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
