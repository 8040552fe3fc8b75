import subprocess
import tomllib
from pathlib import Path

from pyscaffold_api import __version__
from pyscaffold_api.record import record_text, tree_id


def test_the_tree_id_is_the_one_git_gives(tmp_path: Path) -> None:
    files = {"a.txt": "a", "a/b.txt": "b", "a-b/c.txt": "c", "a.b/d": "", "é/ü": "ü", "a0": "0"}
    for path, text in files.items():
        file = tmp_path / path
        if file.parent.is_file():
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    (tmp_path / "run").write_text("#!/bin/sh\n")
    (tmp_path / "run").chmod(0o755)

    def git(*arguments: str) -> str:
        command = ["git", "-c", "core.autocrlf=false", *arguments]
        return subprocess.run(
            command, cwd=tmp_path, check=True, capture_output=True, text=True
        ).stdout.strip()

    expected = tree_id(tmp_path)
    git("init", "--quiet")
    git("add", "--all")
    (tmp_path / ".git").rename(tmp_path.parent / "moved.git")
    written = subprocess.run(
        ["git", "--git-dir", str(tmp_path.parent / "moved.git"), "write-tree"],
        check=True,
        capture_output=True,
        text=True,
    )
    assert written.stdout.strip() == expected


def test_what_differs_from_machine_to_machine_does_not_count(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("kept")
    pure = tree_id(tmp_path)
    for name in (".env", "uv.lock", ".pyscaffold-api.toml"):
        (tmp_path / name).write_text("changes")
    assert tree_id(tmp_path) == pure


def test_the_record_holds_version_framework_tree_and_answers() -> None:
    answers = {"project_name": 'A "b" \\ {{ c }}\n', "also": [], "typed_contract": False, "skills": ["flask"]}
    record = tomllib.loads(record_text(answers, "flask", "0" * 40))
    assert record == {"version": __version__, "framework": "flask", "tree": "0" * 40, "answers": answers}


def test_what_the_record_says_of_itself_is_a_command_that_asks_nothing() -> None:
    comment = record_text({}, "flask", "0" * 40).split("version =")[0]
    assert "`pyscaffold-api new --no-input --answers .pyscaffold-api.toml`" in comment
