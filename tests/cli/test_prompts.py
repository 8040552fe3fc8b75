"""Questions with arrow keys, fed through prompt_toolkit's own pipe instead of a terminal."""

import io
from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput
from pyscaffold_api.asker import ChoicePrompt, Item, ListPrompt, TextPrompt, WentBack
from pyscaffold_api.errors import MissingAnswer
from pyscaffold_api.plain_prompts import PlainAsker
from pyscaffold_api.prompts import TerminalAsker, terminal_asker

DOWN, UP, ENTER, ESCAPE, CTRL_C, CTRL_D = "\x1b[B", "\x1b[A", "\r", "\x1b", "\x03", "\x04"

ITEMS = (
    Item(value="a", label="First"),
    Item(value="b", label="Second", note="not available yet", disabled=True),
    Item(value="c", label="Third"),
)
CHOICE = ChoicePrompt(message="Which one?", items=ITEMS, preselected="a")
LIST = ListPrompt(message="Which ones?", items=ITEMS, preselected=())
SKILLS = ListPrompt(
    message="Which skills?",
    items=(
        Item(value="open", label="Not sure", alone=True),
        Item(value="none", label="None of these", alone=True),
        Item(value="x", label="One skill"),
    ),
    preselected=("open",),
)

Answer = TypeVar("Answer")


def text_prompt(default: str = "", earlier: str = "") -> TextPrompt:
    def problem(text: str) -> str | None:
        return "Not that." if "!" in text or not (text or default) else None

    return TextPrompt(message="What?", default=default, earlier=earlier, problem=problem)


@pytest.fixture
def keys() -> Iterator[PipeInput]:
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        yield pipe


@pytest.fixture
def output() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def asker(keys: PipeInput, output: io.StringIO) -> TerminalAsker:  # noqa: ARG001 (the session must be there)
    return TerminalAsker(output)


def test_enter_takes_the_preselected_item(asker: TerminalAsker, keys: PipeInput) -> None:
    keys.send_text(ENTER)
    assert asker.choice(ChoicePrompt(message="Which one?", items=ITEMS, preselected="c")) == "c"


def test_arrow_keys_move_past_what_is_disabled(asker: TerminalAsker, keys: PipeInput) -> None:
    keys.send_text(DOWN + ENTER)
    assert asker.choice(CHOICE) == "c"


def test_the_last_item_is_above_the_first(asker: TerminalAsker, keys: PipeInput) -> None:
    keys.send_text(UP + ENTER)
    assert asker.choice(CHOICE) == "c"


def test_nothing_typed_is_no_text(asker: TerminalAsker, keys: PipeInput) -> None:
    keys.send_text(ENTER)
    assert asker.text(text_prompt(default="orders")) == ""


def test_typed_text_takes_the_place_of_a_default(asker: TerminalAsker, keys: PipeInput) -> None:
    keys.send_text("shop" + ENTER)
    assert asker.text(text_prompt(default="orders")) == "shop"


def test_an_earlier_text_can_be_edited(asker: TerminalAsker, keys: PipeInput) -> None:
    keys.send_text("\x7f" + ENTER)
    assert asker.text(text_prompt(earlier="orders")) == "order"


def test_a_text_with_a_problem_is_not_accepted(asker: TerminalAsker, keys: PipeInput) -> None:
    keys.send_text("shop!" + ENTER + "\x7f" + ENTER)
    assert asker.text(text_prompt()) == "shop"


def test_space_ticks_and_unticks(asker: TerminalAsker, keys: PipeInput) -> None:
    keys.send_text(" " + DOWN + " " + UP + " " + ENTER)
    assert asker.choices(LIST) == ("c",)


def test_ticking_nothing_is_an_answer_to_a_list(asker: TerminalAsker, keys: PipeInput) -> None:
    keys.send_text(ENTER)
    assert asker.choices(LIST) == ()


def test_preselected_items_are_ticked(asker: TerminalAsker, keys: PipeInput) -> None:
    keys.send_text(ENTER)
    assert asker.choices(ListPrompt(message="Which ones?", items=ITEMS, preselected=("a", "c"))) == ("a", "c")


def test_a_real_choice_unticks_not_sure(asker: TerminalAsker, keys: PipeInput) -> None:
    keys.send_text(DOWN + DOWN + " " + ENTER)
    assert asker.choices(SKILLS) == ("x",)


@pytest.mark.parametrize("key", ["a", "i"])
def test_no_key_ticks_everything_at_once(asker: TerminalAsker, keys: PipeInput, key: str) -> None:
    keys.send_text(key + ENTER)
    assert asker.choices(SKILLS) == ("open",)


def test_what_was_answered_stays_on_the_screen(
    asker: TerminalAsker, keys: PipeInput, output: io.StringIO
) -> None:
    keys.send_text(DOWN + ENTER)
    asker.choice(CHOICE)
    assert output.getvalue().endswith("Which one? Third\n")


@pytest.mark.parametrize("key", ["\x12", "\x13", "\x1a"], ids=["Ctrl-R", "Ctrl-S", "Ctrl-Z"])
def test_keys_that_search_and_suspend_do_nothing(
    asker: TerminalAsker, keys: PipeInput, output: io.StringIO, key: str
) -> None:
    keys.send_text(key + DOWN + ENTER)
    asker.choice(CHOICE)
    keys.send_text(f"Shop{key}{ENTER}")
    assert asker.text(text_prompt()) == "Shop"
    assert "search" not in output.getvalue()


ASKING: list[Callable[[TerminalAsker], object]] = [
    lambda asker: asker.text(text_prompt()),
    lambda asker: asker.choice(CHOICE),
    lambda asker: asker.choices(LIST),
]


@pytest.mark.parametrize("ask", ASKING)
class TestTheWaysOut:
    def test_escape_goes_back(
        self, asker: TerminalAsker, keys: PipeInput, ask: Callable[[TerminalAsker], object]
    ) -> None:
        keys.send_text(ESCAPE)
        with pytest.raises(WentBack):
            ask(asker)

    def test_control_c_interrupts(
        self, asker: TerminalAsker, keys: PipeInput, ask: Callable[[TerminalAsker], object]
    ) -> None:
        keys.send_text(CTRL_C)
        with pytest.raises(KeyboardInterrupt):
            ask(asker)

    def test_control_d_is_the_end_of_the_input(
        self, asker: TerminalAsker, keys: PipeInput, ask: Callable[[TerminalAsker], object]
    ) -> None:
        keys.send_text(CTRL_D)
        with pytest.raises(MissingAnswer) as ended:
            ask(asker)
        assert ended.value.hint == "Pass --no-input to use defaults, or --answers FILE."

    def test_an_input_that_is_closed_is_its_end(
        self, asker: TerminalAsker, keys: PipeInput, ask: Callable[[TerminalAsker], object]
    ) -> None:
        keys.close()
        with pytest.raises(MissingAnswer):
            ask(asker)


class Stream(io.StringIO):
    """A stream with an encoding, which StringIO has none of."""

    def __init__(self, encoding: str) -> None:
        super().__init__()
        self._encoding = encoding

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self._encoding


@pytest.mark.parametrize(
    ("term", "encoding", "plain", "kind"),
    [
        ("xterm-256color", "utf-8", False, TerminalAsker),
        ("xterm-256color", "utf-8", True, PlainAsker),
        ("dumb", "utf-8", False, PlainAsker),
        ("xterm-256color", "ascii", False, PlainAsker),
    ],
)
def test_plain_questions_are_for_those_who_want_them_and_terminals_that_cannot_draw(
    monkeypatch: pytest.MonkeyPatch, term: str, encoding: str, plain: bool, kind: type
) -> None:
    monkeypatch.setenv("TERM", term)
    monkeypatch.setattr("sys.stdout", Stream(encoding))
    assert isinstance(terminal_asker(plain=plain), kind)


def test_questions_can_go_to_stderr(monkeypatch: pytest.MonkeyPatch) -> None:
    errors = Stream("utf-8")
    monkeypatch.setattr("sys.stderr", errors)
    monkeypatch.setattr("sys.stdin", io.StringIO("1\n"))
    terminal_asker(plain=True, to_stderr=True).choice(CHOICE)
    assert "Which one?" in errors.getvalue()
