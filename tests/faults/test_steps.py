"""Steps after the render: honest about what went wrong, and the starter stays."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from faults.conftest import Place
from faults.test_interrupts import program
from runner import run_cli


def path_without(*names: str, at: Path) -> str:
    """A PATH on which these programs are not found, and the others are."""
    at.mkdir()
    for name in {"sh", "git", "python3"} - set(names):
        found = shutil.which(name)
        assert found, f"{name} is needed for this test"
        (at / name).symlink_to(found)
    return str(at)


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], cwd=folder, capture_output=True, text=True, check=True
    ).stdout.strip()


def test_the_first_commit_is_made_without_an_identity_and_leaves_a_clean_tree(place: Place) -> None:
    done = run_cli("new", "demo", "--no-input", "--no-install", env=place.env, cwd=place.folder)
    assert done.returncode == 0, done.stderr
    assert git(place.folder / "demo", "status", "--porcelain") == ""
    assert git(place.folder / "demo", "log", "--format=%an") == "pyscaffold-api"
    assert git(place.folder / "demo", "branch", "--show-current") == "main"
    assert ".env" not in git(place.folder / "demo", "ls-files").splitlines()


def test_the_persons_identity_signs_the_first_commit_and_is_the_author(place: Place) -> None:
    (place.home / "home" / ".gitconfig").write_text(
        "[user]\nname = Grace Hopper\nemail = grace@example.com\n[init]\ndefaultBranch = trunk\n"
    )
    done = run_cli("new", "demo", "--no-input", "--no-install", env=place.env, cwd=place.folder)
    assert done.returncode == 0, done.stderr
    assert git(place.folder / "demo", "log", "--format=%an <%ae>") == "Grace Hopper <grace@example.com>"
    assert git(place.folder / "demo", "branch", "--show-current") == "trunk"
    assert "Grace Hopper" in (place.folder / "demo" / "LICENSE").read_text()
    assert "--author-name" in done.stdout


def test_what_git_ignores_everywhere_is_part_of_the_first_commit_all_the_same(place: Place) -> None:
    (place.home / "home" / "ignored").write_text(".env*\n*.lock\n")
    (place.home / "home" / ".gitconfig").write_text("[core]\nexcludesFile = ~/ignored\n")
    done = run_cli("new", "demo", "--no-input", "--no-install", env=place.env, cwd=place.folder)
    assert done.returncode == 0, done.stderr
    committed = git(place.folder / "demo", "ls-files").splitlines()
    assert ".env.example" in committed
    assert ".env" not in committed


def test_what_is_left_to_do_there_makes_no_repository_either(place: Place, tmp_path: Path) -> None:
    git(place.folder, "init", "--quiet")
    env = with_program(place, tmp_path / "bin", "uv", "exit 7")
    done = run_cli("new", "demo", "--no-input", env=env, cwd=place.folder)
    assert done.returncode == 3
    assert "demo && uv sync\n" in done.stderr
    assert "git init" not in done.stderr


# The variable is for git's own tests: every folder is taken for another user's.
@pytest.mark.parametrize(
    "distrust", [{}, {"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"}], ids=["trusted", "distrusted"]
)
def test_inside_another_work_tree_no_repository_is_made_and_it_is_said(
    place: Place, distrust: dict[str, str]
) -> None:
    git(place.folder, "init", "--quiet")
    env = {**place.env, **distrust}
    done = run_cli("new", "demo", "--no-input", "--no-install", "--json", env=env, cwd=place.folder)
    assert done.returncode == 0, done.stderr
    step = json.loads(done.stdout)["steps"][0]
    assert (step["name"], step["ok"], step["skipped"]) == ("git", True, True)
    assert str(place.folder) in step["detail"]
    assert not (place.folder / "demo" / ".git").exists()


def test_beside_another_work_tree_a_repository_is_made(place: Place) -> None:
    tool = place.folder / "tool"
    tool.mkdir()
    git(tool, "init", "--quiet")
    done = run_cli("new", "demo", "--no-input", "--no-install", "--output-dir", "..", env=place.env, cwd=tool)
    assert done.returncode == 0, done.stderr
    assert (place.folder / "demo" / ".git").is_dir()


def test_without_git_the_step_is_skipped_and_it_is_said(place: Place, tmp_path: Path) -> None:
    env = {**place.env, "PATH": path_without("git", at=tmp_path / "bin")}
    done = run_cli("new", "demo", "--no-input", "--no-install", "--json", env=env, cwd=place.folder)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["steps"][0]["detail"] == "git is not installed"


def test_variables_of_another_repository_are_not_followed(place: Place, tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "other")
    env = {**place.env, "GIT_DIR": str(tmp_path / "other" / ".git"), "GIT_WORK_TREE": str(tmp_path / "other")}
    done = run_cli("new", "demo", "--no-input", "--no-install", env=env, cwd=place.folder)
    assert done.returncode == 0, done.stderr
    assert (place.folder / "demo" / ".git").is_dir()
    assert git(tmp_path / "other", "status", "--porcelain") == ""


def test_a_failing_git_hook_is_told_and_leaves_no_half_repository(place: Place, tmp_path: Path) -> None:
    program(tmp_path / "template" / "hooks", "pre-commit", "echo no commits today; exit 1")
    env = {**place.env, "GIT_TEMPLATE_DIR": str(tmp_path / "template")}
    done = run_cli("new", "demo", "--no-input", "--no-install", env=env, cwd=place.folder)
    assert done.returncode == 3
    assert "no commits today" in done.stdout + done.stderr
    assert "git init && git add --all && git commit" in done.stderr
    assert not (place.folder / "demo" / ".git").exists()
    assert (place.folder / "demo" / "README.md").is_file()


@pytest.mark.parametrize("as_json", [False, True])
def test_a_failing_environment_is_told_and_leaves_nothing_of_its_own(
    place: Place, tmp_path: Path, as_json: bool
) -> None:
    failing = "mkdir .venv; touch .venv/half uv.lock; echo no route to anywhere; exit 2"
    programs = program(tmp_path / "bin", "uv", failing)
    env = {**place.env, "PATH": f"{programs}:{place.env['PATH']}"}
    flags = ["--json"] if as_json else []
    done = run_cli("new", "demo", "--no-input", *flags, env=env, cwd=place.folder)
    assert done.returncode == 3
    assert not (place.folder / "demo" / ".venv").exists()
    assert not (place.folder / "demo" / "uv.lock").exists()
    assert not (place.folder / "demo" / ".git").exists(), "a later step must not run"
    if as_json:
        outcome = json.loads(done.stdout)
        assert [(step["name"], step["ok"]) for step in outcome["steps"]] == [
            ("environment", False),
            ("git", False),
        ]
        assert "no route to anywhere" in outcome["error"]["message"]
        assert outcome["error"]["hint"].endswith("demo && uv sync && git init && git add --all && git commit")
    else:
        assert "no route to anywhere" in done.stdout + done.stderr
        assert "uv sync" in done.stderr


def test_uv_without_a_network_is_told_and_leaves_no_environment(place: Place) -> None:
    if not shutil.which("uv"):
        pytest.skip("uv is not installed")
    env = {**place.env, "UV_OFFLINE": "1", "UV_CACHE_DIR": str(place.home / "uv-cache")}
    done = run_cli("new", "demo", "--no-input", env=env, cwd=place.folder)
    assert done.returncode == 3
    assert "uv sync" in done.stderr
    assert not (place.folder / "demo" / ".venv").exists()
    assert not (place.folder / "demo" / "uv.lock").exists()


def with_program(place: Place, folder: Path, name: str, script: str) -> dict[str, str]:
    """The place's variables, with a program that stands in for the real one."""
    return {**place.env, "PATH": f"{program(folder, name, script)}:{place.env['PATH']}"}


def test_variables_of_another_project_or_environment_do_not_reach_uv(place: Place, tmp_path: Path) -> None:
    elsewhere = dict.fromkeys(["UV_PROJECT", "UV_PROJECT_ENVIRONMENT", "UV_WORKING_DIR"], str(tmp_path))
    env = with_program(place, tmp_path / "bin", "uv", 'env | grep -E "^UV_(PROJECT|WORKING)" > told')
    done = run_cli("new", "demo", "--no-input", "--no-git", env={**env, **elsewhere}, cwd=place.folder)
    assert done.returncode == 0, done.stderr
    project = place.folder / "demo"
    assert (project / "told").read_text() == f"UV_PROJECT_ENVIRONMENT={project / '.venv'}\n"


def workspace(folder: Path, settings: str) -> None:
    (folder / "pyproject.toml").write_text(f"[tool.uv.workspace]\n{settings}\n")


def test_the_lock_and_environment_of_a_workspace_around_it_are_left_alone(
    place: Place, tmp_path: Path
) -> None:
    workspace(place.folder, 'members = ["apps/*"]')
    env = with_program(place, tmp_path / "bin", "uv", "touch ../../uv.lock")
    flags = ["--no-input", "--no-git", "--verify", "--output-dir", "apps", "--json"]
    done = run_cli("new", "demo", *flags, env=env, cwd=place.folder)
    assert done.returncode == 3
    outcome = json.loads(done.stdout)
    environment, verify = outcome["steps"]
    assert (environment["ok"], environment["skipped"]) == (True, True)
    assert f"uv workspace {place.folder}" in environment["detail"]
    assert not verify["ok"]
    assert "no environment of its own" in outcome["error"]["message"]
    assert outcome["error"]["hint"].endswith("demo && uv run poe test")
    assert not (place.folder / "uv.lock").exists()


@pytest.mark.parametrize(
    "settings",
    [
        "",
        'members = ["apps/*"]',
        'members = ["*"]\nexclude = ["de*"]',
        "members = [not TOML",
        # What uv refuses as well, where it reads the file.
        'members = ["/abs/*"]',
        'members = [""]',
        "members = 3",
        "members = [3]",
        "[tool]\nuv = 1",
    ],
)
def test_a_workspace_that_the_starter_is_no_member_of_is_no_reason_to_skip(
    place: Place, tmp_path: Path, settings: str
) -> None:
    workspace(place.folder, settings)
    env = with_program(place, tmp_path / "bin", "uv", "touch uv.lock")
    done = run_cli("new", "demo", "--no-input", "--no-git", env=env, cwd=place.folder)
    assert done.returncode == 0, done.stderr
    assert (place.folder / "demo" / "uv.lock").exists()


def test_pip_without_a_network_says_what_it_did_not_find(place: Place, tmp_path: Path) -> None:
    path = path_without("uv", at=tmp_path / "bin")
    env = {**place.env, "PATH": path, "PIP_NO_INDEX": "1"}
    done = run_cli("new", "demo", "--no-input", "--no-git", env=env, cwd=place.folder)
    assert done.returncode == 3
    assert "No matching distribution found for" in done.stdout
    assert "Usage:" not in done.stdout
    assert not (place.folder / "demo" / ".venv").exists()


def test_verify_needs_what_no_install_leaves_out(place: Place) -> None:
    done = run_cli("new", "demo", "--no-input", "--no-install", "--verify", env=place.env, cwd=place.folder)
    assert done.returncode == 2
    assert "--no-install" in done.stderr
    place.assert_nothing_is_left()
