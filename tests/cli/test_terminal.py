"""The interview in a real terminal, with real keys."""

import json
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from pyscaffold_api.questions import BY_KEY, QUESTIONS
from runner import COMMAND, environment

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals", allow_module_level=True)

from cli.terminal import BACKSPACE, CTRL_C, CTRL_D, DOWN, ENTER, ESCAPE, SPACE, UP, Terminal

CONFIRM = "? Is that right?"
FRAMEWORK = "? Which framework is it to be?"
ROUNDS = Path(__file__).parent / "rounds.py"

# Answers to every question; the one about a model's callers needs a prototype of a model.
EVERYTHING = {
    "project_name": "Orders",
    "project_slug": "orders",
    "workload": "ml",
    "also": "none",
    "frontend": "none",
    "scale": "prototype",
    "concurrency": "low",
    "bottleneck": "unsure",
    "typed_contract": "no",
    "style": "freedom",
    "existing_code": "none",
    "audience": "internal",
    "skills": "flask",
    "database": "sqlite",
    "extras": "none",
    "license": "MIT",
    "author_name": "Ada",
    "description": "Orders.",
}
ASKED_FOR_AN_API = [
    question.prompt for question in QUESTIONS if question.interview and question.key != "audience"
]


def flags(answers: Mapping[str, str]) -> list[str]:
    given = [
        f"--{key.replace('_', '-')}={answer}" for key, answer in answers.items() if key != "typed_contract"
    ]
    return [*given, "--no-typed-contract"] if "typed_contract" in answers else given


def all_but(*keys: str, **changes: str) -> list[str]:
    """Flags for every answer but these, so that these are asked."""
    answers = {**EVERYTHING, **changes}
    return ["--dry-run", *flags({key: answers[key] for key in answers if key not in keys})]


# A question, the arguments that lead to it, and the keys that answer what comes before it.
Moment = tuple[str, list[str], list[str]]


class Desk:
    """A machine to open terminals on; they are closed in the end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "work"
        self.folder.mkdir()
        self._env = environment(folder / "machine")
        self._open: list[Terminal] = []

    def start(
        self,
        command: Sequence[str],
        *,
        columns: int = 80,
        rows: int = 24,
        env: Mapping[str, str] = MappingProxyType({}),
    ) -> Terminal:
        terminal = Terminal(command, env={**self._env, **env}, cwd=self.folder, columns=columns, rows=rows)
        self._open.append(terminal)
        return terminal

    def new(self, *arguments: str, **settings: Any) -> Terminal:
        """Start `pyscaffold-api new` in a terminal with these settings."""
        return self.start([*COMMAND, "new", *arguments], **settings)

    def rounds(self, arguments: Sequence[Sequence[str]]) -> Terminal:
        return self.start([sys.executable, str(ROUNDS), json.dumps(arguments)])

    def close(self) -> None:
        for terminal in self._open:
            terminal.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.close()


def ask(terminal: Terminal, steps: Mapping[str, Sequence[str]]) -> None:
    """Answer the questions with these keys, in this order, and confirm."""
    for key, keys in steps.items():
        terminal.answer(BY_KEY[key].prompt, *keys)
    terminal.answer(CONFIRM, ENTER)


def outcome(terminal: Terminal) -> dict[str, Any]:
    """The JSON object that ends what was printed."""
    printed = terminal.output.replace("\r\n", "\n")
    result: dict[str, Any] = json.loads(printed[printed.rindex("\n{\n") :])
    return result


def test_an_admin_dashboard_by_a_flask_team_ends_in_flask(desk: Desk) -> None:
    terminal = desk.new("--dry-run", "--json")
    steps = {
        "project_name": ["Back Office", ENTER],
        "project_slug": [ENTER],
        "workload": [DOWN, ENTER],
        "also": [ENTER],
        "scale": [DOWN, ENTER],
        "concurrency": [DOWN, DOWN, ENTER],
        "bottleneck": [ENTER],
        "typed_contract": [DOWN, DOWN, ENTER],
        "style": [DOWN, ENTER],
        "existing_code": [DOWN, ENTER],
        "skills": [DOWN, DOWN, SPACE, ENTER],
        "database": [ENTER],
        "extras": [ENTER],
        "license": [UP, ENTER],
        "author_name": ["Ada", ENTER],
        "description": ["Where operations look.", ENTER],
    }
    ask(terminal, steps)
    terminal.answer("Use Flask (recommended)", ENTER)
    assert terminal.end() == 0
    made = outcome(terminal)
    assert (made["framework"], made["recommended"], made["confidence"]) == ("flask", "flask", "strong")
    assert made["command"] == [
        "pyscaffold-api",
        "new",
        "Back Office",
        "--workload=templates",
        "--also=none",
        "--scale=small",
        "--concurrency=low",
        "--no-typed-contract",
        "--style=freedom",
        "--existing-code=none",
        "--skills=flask",
        "--database=sqlite",
        "--extras=docker",
        "--extras=ci",
        "--license=proprietary",
        "--author-name=Ada",
        "--description=Where operations look.",
        "--framework",
        "flask",
        "--no-input",
    ]


def test_an_api_for_a_single_page_app_by_a_typed_team_ends_in_fastapi(desk: Desk) -> None:
    terminal = desk.new("Harbour", "--dry-run", "--json")
    steps = {
        "project_slug": [ENTER],
        "workload": [ENTER],
        "also": [ENTER],
        "frontend": [DOWN, DOWN, ENTER],
        "scale": [UP, UP, ENTER],
        "concurrency": [UP, ENTER],
        "bottleneck": [DOWN, ENTER],
        "typed_contract": [DOWN, ENTER],
        "style": [ENTER],
        "existing_code": [ENTER],
        "skills": [UP, SPACE, UP, SPACE, ENTER],
        "database": [DOWN, ENTER],
        "extras": [SPACE, ENTER],
        "license": [ENTER],
        "author_name": [ENTER],
        "description": [ENTER],
    }
    ask(terminal, steps)
    terminal.answer("Use FastAPI (recommended)", ENTER)
    assert terminal.end() == 0
    made = outcome(terminal)
    assert (made["framework"], made["recommended"], made["confidence"]) == ("fastapi", "fastapi", "strong")
    assert made["command"][3:] == [
        "--workload=api",
        "--also=none",
        "--frontend=spa",
        "--scale=production",
        "--concurrency=high",
        "--bottleneck=io",
        "--typed-contract",
        "--skills=async",
        "--skills=pydantic",
        "--database=postgresql",
        "--extras=ci",
        "--license=MIT",
        "--author-name=The Harbour authors",
        "--description=A Python web backend.",
        "--framework",
        "fastapi",
        "--no-input",
    ]


def test_escape_goes_back_at_every_question(desk: Desk) -> None:
    terminal = desk.new("--dry-run")
    total = len(ASKED_FOR_AN_API)
    questions = [f"{number} of {total} {prompt}" for number, prompt in enumerate(ASKED_FOR_AN_API, start=1)]
    terminal.answer(questions[0], ESCAPE)
    terminal.answer(questions[0], "Orders", ENTER)
    for before, question in pairwise(questions):
        terminal.answer(question, ESCAPE)
        terminal.answer(before, ENTER)
        terminal.answer(question, ENTER)
    terminal.answer(CONFIRM, ESCAPE)
    terminal.answer(questions[-1], ENTER)
    terminal.answer(CONFIRM, ENTER)
    terminal.answer(FRAMEWORK, ESCAPE)
    terminal.answer(CONFIRM, ENTER)
    terminal.answer(FRAMEWORK, ENTER)
    assert terminal.end() == 0


def test_going_back_takes_the_old_answer_off_the_screen(desk: Desk) -> None:
    terminal = desk.new("Orders", "--dry-run")
    terminal.answer("1 of 16", "shop", ENTER)
    terminal.answer("2 of 16", ESCAPE)
    terminal.answer("1 of 16", ENTER)
    terminal.see("2 of 16")
    assert terminal.text.count(BY_KEY["project_slug"].prompt) == 1


def test_what_a_flag_asks_for_is_taken_after_the_panel(desk: Desk) -> None:
    terminal = desk.new("--framework=fastapi", *all_but(workload="api"), rows=300)
    terminal.answer(CONFIRM, ENTER)
    assert terminal.end() == 0
    assert "FastAPI is taken, as you asked for it." in terminal.text


def test_a_text_is_checked_while_it_is_typed(desk: Desk) -> None:
    terminal = desk.new("Orders", "--dry-run")
    terminal.answer("1 of 16", "My")
    terminal.see("must start with a letter and hold only a-z")


@pytest.mark.parametrize(
    ("key", "second"), [("license", "» Apache 2.0"), ("extras", "» [x] Continuous integration")]
)
def test_text_pasted_into_a_menu_goes_nowhere(desk: Desk, key: str, second: str) -> None:
    terminal = desk.new(*all_but(key))
    terminal.answer(BY_KEY[key].prompt, "\x1b[200~pasted\x1b[201~", DOWN)
    terminal.see(second)
    assert "pasted" not in terminal.output


def test_a_name_whose_folder_is_taken_can_have_another_folder(desk: Desk) -> None:
    (desk.folder / "orders").mkdir()
    (desk.folder / "orders" / "file").touch()
    terminal = desk.new("--dry-run")
    terminal.answer("1 of 17", "Orders", ENTER)
    terminal.answer("2 of 17", ENTER)
    terminal.see("orders exists and is not empty.")
    terminal.press("shop", ENTER)
    terminal.see("3 of 17")


def test_in_a_terminal_that_gets_narrower_nothing_is_cut_off(desk: Desk) -> None:
    terminal = desk.new("Orders", "--dry-run")
    terminal.answer("1 of 16", "Bad_Orders", ENTER)
    terminal.see("Try bad-orders.")
    terminal.forget()
    terminal.resize(40, 24)
    terminal.see("ers.")
    # Lines are broken within words then.
    shown = "".join(terminal.text.split())
    assert "Trybad-orders." in shown
    assert "".join(BY_KEY["project_slug"].prompt.split()) in shown


def test_a_folder_that_is_taken_is_told_before_anything_else_is_asked(desk: Desk) -> None:
    (desk.folder / "orders").mkdir()
    (desk.folder / "orders" / "file").touch()
    terminal = desk.new("Orders", "--dry-run", columns=40)
    terminal.answer("1 of 16", ENTER)
    terminal.see("orders exists and is not empty.")
    terminal.press("shop", ENTER)
    terminal.see("2 of 16")


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (["new", "Orders", "--output-dir", "taken"], "taken is not a folder."),
        (["new", "Orders", "--extras", "jobs"], "extras = jobs is not built yet"),
        (["recommend", "--adr", "taken"], "taken exists already."),
        (["recommend", "--adr", "nowhere/adr.md"], "adr.md cannot be written"),
    ],
)
def test_what_no_answer_can_mend_is_told_before_anything_is_asked(
    desk: Desk, command: list[str], told: str
) -> None:
    (desk.folder / "taken").touch()
    terminal = desk.start([*COMMAND, *command], columns=200)
    terminal.see(told)
    assert terminal.end() == 1
    assert "?" not in terminal.text
    assert [path.name for path in desk.folder.iterdir()] == ["taken"]


@pytest.mark.parametrize("plain", [[], ["--plain"]], ids=["drawn", "plain"])
def test_control_c_ends_cleanly_at_every_question(desk: Desk, plain: list[str]) -> None:
    keys = list(EVERYTHING)
    moments: list[Moment] = [(BY_KEY[key].prompt, ["new", *plain, *all_but(key)], []) for key in keys]
    ready = ["new", *plain, *all_but("frontend", workload="templates")]
    moments += [("Is that right?", ready, []), ("Which framework is it to be?", ready, [ENTER])]
    terminal = desk.rounds([arguments for _, arguments, _ in moments])
    settings = None
    for number, (question, _, before) in enumerate(moments, start=1):
        settings = settings or terminal.settings
        if before:
            terminal.answer("Is that right?", *before)
        terminal.see(question)
        terminal.rest()
        terminal.press(CTRL_C)
        terminal.see(f"round {number} ended with 130")
        assert terminal.settings == settings
        assert terminal.shows_cursor
        terminal.forget()
        terminal.press(ENTER)
    assert terminal.end() == 0
    assert terminal.output.count("Stopped.") == len(moments)
    assert "Traceback" not in terminal.output


@pytest.mark.parametrize(("number", "exit_code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_a_question_as_cleanly(desk: Desk, number: int, exit_code: int) -> None:
    terminal = desk.new("Orders", "--project-slug=orders", "--dry-run")
    settings = terminal.settings
    terminal.see(BY_KEY["workload"].prompt)
    assert terminal.settings != settings
    terminal.rest()
    terminal.signal(number)
    assert terminal.end() == exit_code
    assert terminal.settings == settings
    assert "Traceback" not in terminal.output


@pytest.mark.parametrize("plain", [[], ["--plain"]], ids=["drawn", "plain"])
def test_the_end_of_the_input_is_a_usage_error_that_names_the_way_out(desk: Desk, plain: list[str]) -> None:
    terminal = desk.new(*plain, "Orders", "--project-slug=orders", "--dry-run")
    terminal.answer(BY_KEY["workload"].prompt, CTRL_D)
    assert terminal.end() == 2
    assert "Pass --no-input to use defaults, or --answers FILE." in terminal.text


@pytest.mark.parametrize(("env", "is_coloured"), [({"NO_COLOR": "1"}, False), ({}, True)])
def test_no_color_is_respected(desk: Desk, env: dict[str, str], is_coloured: bool) -> None:
    terminal = desk.new(*all_but("project_slug", "workload", "skills"), env=env)
    terminal.answer(BY_KEY["project_slug"].prompt, "shop!")
    terminal.answer("must start with a letter", BACKSPACE, ENTER)
    terminal.answer(BY_KEY["workload"].prompt, UP, UP, UP, ENTER)
    terminal.answer(BY_KEY["skills"].prompt, DOWN, SPACE, ENTER)
    terminal.answer(CONFIRM, ENTER)
    terminal.answer(FRAMEWORK, ENTER)
    assert terminal.end() == 0
    assert terminal.uses_colour() is is_coloured


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (40, 24), (20, 24), (80, 10)])
def test_every_question_can_be_answered_in_a_small_terminal(desk: Desk, columns: int, rows: int) -> None:
    terminal = desk.new("--dry-run", columns=columns, rows=rows)
    terminal.answer(ASKED_FOR_AN_API[0], "Orders", ENTER)
    for number, prompt in enumerate(ASKED_FOR_AN_API[1:], start=2):
        terminal.answer(f"{number} of 17 {prompt}", ENTER)
    terminal.answer(CONFIRM, ENTER)
    terminal.answer(FRAMEWORK, ENTER)
    assert terminal.end() == 0


@pytest.mark.parametrize(
    ("arguments", "env", "columns"),
    [(["--plain"], {}, 80), (["--plain"], {}, 20), ([], {"ACCESSIBLE": "1"}, 80), ([], {"TERM": "dumb"}, 20)],
    ids=["flag", "narrow", "ACCESSIBLE", "dumb terminal"],
)
def test_plain_questions_draw_nothing(
    desk: Desk, arguments: list[str], env: dict[str, str], columns: int
) -> None:
    terminal = desk.new(*arguments, *all_but("workload", "also", "skills"), columns=columns, env=env)
    terminal.answer(BY_KEY["workload"].prompt, "2\n")
    terminal.answer("2 of 3", "<\n")
    terminal.answer("Answer [2]", "\n")
    terminal.answer("2 of 3", "0\n")
    terminal.answer("3 of 3", "1\n")
    terminal.answer("Is that right?", "\n")
    terminal.answer("Use Flask (recommended)", "1\n")
    assert terminal.end() == 0
    assert "\x1b" not in terminal.output


def test_with_its_output_redirected_the_questions_go_to_the_terminal(desk: Desk) -> None:
    command = [*COMMAND, "new", "--json", *all_but("workload")]
    terminal = desk.start(["/bin/sh", "-c", 'exec "$@" > result.json', "sh", *command])
    terminal.answer(BY_KEY["workload"].prompt, DOWN, ENTER)
    terminal.answer(CONFIRM, ENTER)
    terminal.answer(FRAMEWORK, ENTER)
    assert terminal.end() == 0
    assert json.loads((desk.folder / "result.json").read_text(encoding="utf-8"))["framework"] == "flask"


def test_recommend_asks_only_what_decides(desk: Desk) -> None:
    answers = {key: EVERYTHING[key] for key in EVERYTHING if BY_KEY[key].deciding and key != "scale"}
    terminal = desk.start([*COMMAND, "recommend", *flags(answers)], rows=80)
    terminal.answer(f"1 of 1 {BY_KEY['scale'].prompt}", DOWN, ENTER)
    assert terminal.end() == 0
    assert "is recommended." in terminal.text
