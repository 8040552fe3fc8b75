"""The commands without a terminal: flags, files, exit codes and JSON."""

import io
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pyscaffold_api import __version__
from pyscaffold_api.cli import run
from pyscaffold_api.questions import QUESTIONS
from pyscaffold_api.record import RECORD, tree_id

QUICK = ["--no-input", "--no-git", "--no-install"]
ANSWERS = Path(__file__).parents[1] / "answers"
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("home", "work"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setattr("sys.stdin", io.StringIO())


def result(capsys: Captured, *arguments: str, exit_code: int = 0) -> dict[str, Any]:
    """What a command prints with --json, which must be one object and nothing else."""
    assert run([*arguments, "--json"]) == exit_code
    printed = capsys.readouterr()
    assert printed.err == ""
    outcome: dict[str, Any] = json.loads(printed.out)
    return outcome


def test_the_first_commands_make_the_starter_outside_the_checkout() -> None:
    readme = Path(__file__).parents[2] / "README.md"
    blocks = re.findall(r"```console\n(.*?)```", readme.read_text(encoding="utf-8"), re.DOTALL)
    making = [line for line in "".join(blocks).splitlines() if "pyscaffold-api new" in line]
    assert [line.endswith("pyscaffold-api new --output-dir ..") for line in making] == [True, True]


def test_version_is_told(capsys: Captured) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.strip() == f"pyscaffold-api, version {__version__}"


def test_new_has_a_flag_for_every_answer(capsys: Captured) -> None:
    assert run(["new", "--help"]) == 0
    shown = capsys.readouterr().out
    for question in QUESTIONS:
        assert question.flag.split("/")[0] in shown


def test_the_json_of_new_has_the_promised_keys(capsys: Captured) -> None:
    outcome = result(capsys, "new", "demo", *QUICK)
    assert list(outcome) == [
        "path",
        "framework",
        "recommended",
        "confidence",
        "files",
        "seconds",
        "steps",
        "command",
        "dry_run",
    ]
    assert outcome["path"] == str(Path.cwd() / "demo")
    assert (outcome["framework"], outcome["recommended"]) == ("fastapi", "fastapi")
    assert outcome["steps"] == []
    assert outcome["dry_run"] is False
    assert outcome["files"] == sorted(
        path.relative_to("demo").as_posix() for path in Path("demo").rglob("*") if path.is_file()
    )


def test_the_json_of_recommend_has_the_promised_keys(capsys: Captured) -> None:
    outcome = result(capsys, "recommend", "--no-input", "--skills", "flask")
    assert list(outcome) == [
        "framework",
        "confidence",
        "scores",
        "reasons",
        "tradeoffs",
        "flips",
        "risks",
        "tie_break",
    ]
    assert outcome["scores"] == {"flask": 4, "fastapi": 4}
    assert outcome["tie_break"] is True
    for reason in [*outcome["reasons"], *outcome["tradeoffs"]]:
        assert list(reason) == ["rule", "favours", "weight", "text", "source", "document"]
    assert all(list(flip) == ["key", "from", "to"] for flip in outcome["flips"])
    assert all(list(risk) == ["rule", "text"] for risk in outcome["risks"])


def test_a_dry_run_tells_the_files_and_writes_nothing(capsys: Captured) -> None:
    told = result(capsys, "new", "demo", *QUICK, "--dry-run")
    assert told["dry_run"] is True
    assert list(Path.cwd().iterdir()) == []
    made = result(capsys, "new", "demo", *QUICK)
    assert told["files"] == made["files"]
    assert told["command"] == made["command"]


def test_a_dry_run_for_people_shows_the_tree(capsys: Captured) -> None:
    assert run(["new", "demo", *QUICK, "--dry-run"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert "demo/" in shown
    assert "  app/" in shown
    assert "    settings.py" in shown
    assert any("nothing was written" in line for line in shown)


@pytest.mark.parametrize(
    "arguments",
    [
        ["new", "Café {{ 7*7 }}", "--description", 'It\'s "quoted" \\ and\nbroken', "--author-name", "-x"],
        ["new", "demo", "--workload", "templates", "--skills", "flask", "--concurrency", "low"],
        [
            "new",
            "demo",
            "--skills",
            "none",
            "--also",
            "none",
            "--no-typed-contract",
            "--license",
            "proprietary",
        ],
        ["new", "--project-name=-- odd", "--database", "postgresql", "--extras", "none"],
    ],
)
def test_the_printed_command_gives_the_same_pure_render(capsys: Captured, arguments: list[str]) -> None:
    first = result(capsys, *arguments, *QUICK)
    again = first["command"]
    assert again[0] == "pyscaffold-api"
    second = result(capsys, *again[1:], "--no-git", "--no-install", "--output-dir", "again")
    assert tree_id(Path(first["path"])) == tree_id(Path(second["path"]))
    assert second["command"] == again
    for key in ("framework", "recommended", "confidence"):
        assert first[key] == second[key]


def test_the_record_used_as_answers_gives_the_same_pure_render(capsys: Captured) -> None:
    first = result(capsys, "new", "demo", *QUICK, "--workload", "templates", "--scale", "small")
    record = Path(first["path"]) / RECORD
    second = result(capsys, "new", *QUICK, "--answers", str(record), "--output-dir", "again")
    assert tree_id(Path(first["path"])) == tree_id(Path(second["path"]))
    assert tomllib.loads(record.read_text()) == tomllib.loads((Path(second["path"]) / RECORD).read_text())


@pytest.mark.parametrize("name", ["", "x" * 113])
@pytest.mark.parametrize("project", ["demo", "x " * 49 + "yz"])
def test_the_printed_command_names_the_author_where_git_has_no_name_that_will_do(
    capsys: Captured, name: str, project: str
) -> None:
    config = Path.home() / ".gitconfig"
    config.write_text(f"[user]\nname = {name}\n")
    first = result(capsys, "new", project, *QUICK)
    assert f"--author-name=The {project} authors" in first["command"]
    config.write_text("[user]\nname = Grace Hopper\n")
    second = result(capsys, *first["command"][1:], "--no-git", "--no-install", "--output-dir", "again")
    assert tree_id(Path(first["path"])) == tree_id(Path(second["path"]))


def test_only_given_answers_and_the_author_are_recorded(capsys: Captured) -> None:
    made = result(capsys, "new", "demo", *QUICK, "--scale", "small")
    record = tomllib.loads((Path(made["path"]) / RECORD).read_text())
    assert record["answers"] == {
        "project_name": "demo",
        "scale": "small",
        "author_name": "The demo authors",
    }
    assert record["framework"] == "fastapi"


def test_a_flag_beats_the_file_and_the_name_beats_both(capsys: Captured) -> None:
    Path("answers.toml").write_text('project_name = "from-file"\nlicense = "MIT"\ndescription = "kept"\n')
    flags = ["--answers", "answers.toml", "--project-name", "from-flag", "--license", "Apache-2.0"]
    made = result(capsys, "new", "from-argument", *QUICK, *flags)
    record = tomllib.loads((Path(made["path"]) / RECORD).read_text())["answers"]
    del record["author_name"]
    assert record == {"project_name": "from-argument", "license": "Apache-2.0", "description": "kept"}


def test_without_a_name_no_input_takes_the_default(capsys: Captured) -> None:
    assert result(capsys, "new", *QUICK)["path"].endswith("/my-service")


def test_without_a_terminal_a_missing_name_is_a_usage_error_that_names_the_flag(capsys: Captured) -> None:
    assert run(["new", "--no-git", "--no-install"]) == 2
    told = capsys.readouterr().err
    assert "--project-name" in told
    assert "--no-input" in told
    assert list(Path.cwd().iterdir()) == []


def test_without_a_terminal_a_name_is_enough() -> None:
    assert run(["new", "demo", "--no-git", "--no-install"]) == 0
    assert Path("demo/README.md").is_file()


@pytest.mark.parametrize("name", ["class", "json", "fastapi", "1abc", "con", "!!!", "x" * 101])
def test_a_name_that_would_break_is_refused_with_one_that_works(capsys: Captured, name: str) -> None:
    error = result(capsys, "new", name, *QUICK, exit_code=1)["error"]
    assert error["kind"] == "InvalidAnswer"
    assert list(Path.cwd().iterdir()) == []
    if suggested := re.search(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+", error["hint"].replace("project-slug", "")):
        assert result(capsys, "new", suggested.group(), *QUICK)["framework"] == "fastapi"


@pytest.mark.parametrize("extra", ["kubernetes", "ray"])
def test_what_is_not_built_yet_is_refused_by_name_with_what_is(capsys: Captured, extra: str) -> None:
    error = result(capsys, "new", "demo", *QUICK, "--extras", extra, exit_code=1)["error"]
    assert f"extras = {extra}" in error["message"]
    assert "not built yet" in error["message"]
    assert "vailable" in error["hint"]
    assert list(Path.cwd().iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "exit_code"),
    [
        (["new", "--workload", "soap"], 2),
        (["new", "--no-such-flag"], 2),
        (["no-such-command"], 2),
        (["completion", "tcsh"], 2),
        (["new", "a", "b"], 2),
        (["new", "demo", "--answers", "missing.toml", *QUICK], 1),
        (["new", "demo", "--also", "api", *QUICK], 1),
        (["new", "demo", "--workload", "templates", "--frontend", "spa", *QUICK], 1),
        (["new", "demo", "--also", "none", "--also", "ml", *QUICK], 1),
        (["recommend", "--no-input", "--adr", "no-such-folder/adr.md"], 1),
    ],
)
@pytest.mark.parametrize("as_json", [False, True])
def test_what_is_wrong_is_told_with_its_exit_code(
    capsys: Captured, arguments: list[str], exit_code: int, as_json: bool
) -> None:
    assert run([*arguments, *(["--json"] if as_json else [])]) == exit_code
    printed = capsys.readouterr()
    if as_json:
        error = json.loads(printed.out)["error"]
        assert set(error) == {"kind", "message", "hint"}
        assert error["message"]
        assert printed.err == ""
    else:
        assert printed.out == ""
        assert "Error: " in printed.err
        assert "Traceback" not in printed.err


def test_options_json_is_a_schema_that_the_answers_files_meet(capsys: Captured) -> None:
    schema = result(capsys, "options")
    jsonschema.Draft202012Validator.check_schema(schema)
    files = sorted(ANSWERS.glob("*.toml"))
    assert files
    for file in files:
        jsonschema.validate(tomllib.loads(file.read_text()), schema)


def test_options_tells_every_key(capsys: Captured) -> None:
    assert run(["options"]) == 0
    shown = capsys.readouterr().out
    assert all(f"{question.key}  {question.flag}" in shown for question in QUESTIONS)
    assert max(map(len, shown.splitlines())) <= 100


def test_recommend_writes_a_decision_record_and_never_over_a_file() -> None:
    assert run(["recommend", "--no-input", "--workload", "realtime", "--adr", "adr.md"]) == 0
    written = Path("adr.md").read_text()
    assert written.startswith("# 1. Web framework: FastAPI\n")
    assert run(["recommend", "--no-input", "--workload", "templates", "--adr", "adr.md"]) == 1
    assert Path("adr.md").read_text() == written


def test_recommend_records_the_framework_that_a_file_says_was_taken() -> None:
    Path("taken.toml").write_text('framework = "flask"\nworkload = "api"\n')
    assert run(["recommend", "--no-input", "--answers", "taken.toml", "--adr", "adr.md"]) == 0
    written = " ".join(Path("adr.md").read_text().split())
    assert written.startswith("# 1. Web framework: Flask ")
    assert "The recommendation was FastAPI" in written


@pytest.mark.parametrize("command", ["new", "recommend"])
def test_help_says_that_the_flag_of_a_list_is_repeated(capsys: Captured, command: str) -> None:
    assert run([command, "--help"]) == 0
    assert "Repeat it for several; none alone for no item." in " ".join(capsys.readouterr().out.split())


def test_recommend_fits_a_narrow_terminal(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    assert run(["recommend", "--no-input", "--answers", str(ANSWERS / "templates.toml")]) == 0
    shown = capsys.readouterr().out
    assert "Flask" in shown
    assert max(map(len, shown.splitlines())) <= 40


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_offers_flags_and_choices(capsys: Captured, shell: str) -> None:
    assert run(["completion", shell]) == 0
    assert "_PYSCAFFOLD_API_COMPLETE" in capsys.readouterr().out


def complete(words: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-m", "pyscaffold_api"],
        env={
            "PYTHONPATH": str(Path(__file__).parents[2] / "cli"),
            "_PYSCAFFOLD_API_COMPLETE": "bash_complete",
            "COMP_WORDS": f"pyscaffold-api {words}",
            "COMP_CWORD": str(len(words.split(" "))),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    return [line.partition(",")[2] for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    ("words", "offered"),
    [("rec", "recommend"), ("new --work", "--workload"), ("new --workload t", "templates")],
)
def test_the_shell_is_given_completions(words: str, offered: str) -> None:
    assert offered in complete(words)


def test_an_unforeseen_error_is_told_without_a_traceback(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object, **_options: object) -> None:
        raise ZeroDivisionError("odd")

    monkeypatch.setattr("pyscaffold_api.render.render", broken)
    error = result(capsys, "new", "demo", *QUICK, exit_code=1)["error"]
    assert error["kind"] == "UnexpectedError"
    assert "ZeroDivisionError: odd" in error["message"]
