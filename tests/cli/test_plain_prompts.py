"""Questions line by line, as a screen reader reads them."""

import io

import pytest
from pyscaffold_api.answers import parse
from pyscaffold_api.asker import ChoicePrompt, Item, ListPrompt, TextPrompt, WentBack
from pyscaffold_api.errors import MissingAnswer
from pyscaffold_api.plain_prompts import PlainAsker
from pyscaffold_api.recommend import recommend

ITEMS = (
    Item(value="a", label="First", help="The usual one"),
    Item(value="b", label="Second", note="not available yet", disabled=True),
    Item(value="c", label="Third"),
)
CHOICE = ChoicePrompt(
    message="Which one?", help="Any will do.", counter="3 of 16", items=ITEMS, preselected="c"
)
LIST = ListPrompt(message="Which ones?", items=ITEMS, preselected=("a", "c"))
SKILLS = ListPrompt(
    message="Which skills?",
    items=(Item(value="none", label="None of these", alone=True), *ITEMS),
    preselected=("none",),
)


def text_prompt(default: str = "", earlier: str = "") -> TextPrompt:
    def problem(text: str) -> str | None:
        return "Not that." if "!" in text else None

    return TextPrompt(message="What?", help="Any text.", default=default, earlier=earlier, problem=problem)


@pytest.fixture
def output() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def asker(output: io.StringIO) -> PlainAsker:
    return PlainAsker(output)


@pytest.fixture
def type_in(monkeypatch: pytest.MonkeyPatch) -> "TypeIn":
    return TypeIn(monkeypatch)


class TypeIn:
    """Puts lines where the next questions read them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch

    def __call__(self, *lines: str) -> None:
        self._monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def test_a_question_is_its_counter_its_help_and_numbered_items(
    asker: PlainAsker, output: io.StringIO, type_in: TypeIn
) -> None:
    type_in("")
    asker.choice(CHOICE)
    assert output.getvalue().split("\n\n", 1)[1].splitlines() == [
        "3 of 16: Which one?",
        "Any will do.",
        "  1. First",
        "  2. Second (not available yet)",
        "  3. Third",
        "Answer [3]: ",
    ]


def test_an_empty_line_takes_what_stands_in_brackets(asker: PlainAsker, type_in: TypeIn) -> None:
    type_in("")
    assert asker.choice(CHOICE) == "c"


def test_a_number_chooses(asker: PlainAsker, type_in: TypeIn) -> None:
    type_in(" 1 ")
    assert asker.choice(CHOICE) == "a"


@pytest.mark.parametrize("line", ["0", "4", "x", "1,3", "²", "-1"])
def test_what_is_no_number_of_an_item_is_asked_again(
    asker: PlainAsker, output: io.StringIO, type_in: TypeIn, line: str
) -> None:
    type_in(line, "1")
    assert asker.choice(CHOICE) == "a"
    assert "Type a number from 1 to 3." in output.getvalue()


def test_what_is_disabled_cannot_be_chosen(asker: PlainAsker, output: io.StringIO, type_in: TypeIn) -> None:
    type_in("2", "1")
    assert asker.choice(CHOICE) == "a"
    assert "Second is not available yet." in output.getvalue()


def test_a_question_mark_explains_every_item(asker: PlainAsker, output: io.StringIO, type_in: TypeIn) -> None:
    type_in("?", "1")
    asker.choice(CHOICE)
    assert "1. First: The usual one\n2. Second: (not available yet)\n3. Third\n" in output.getvalue()


def test_several_numbers_answer_a_list(asker: PlainAsker, type_in: TypeIn) -> None:
    type_in("3, 1,3")
    assert asker.choices(LIST) == ("c", "a")


def test_an_empty_line_keeps_what_a_list_has(asker: PlainAsker, type_in: TypeIn) -> None:
    type_in("")
    assert asker.choices(LIST) == ("a", "c")


def test_zero_is_none_of_a_list(asker: PlainAsker, output: io.StringIO, type_in: TypeIn) -> None:
    type_in("0")
    assert asker.choices(LIST) == ()
    assert "  0. None\n" in output.getvalue()


def test_none_of_these_beside_others_is_asked_again(
    asker: PlainAsker, output: io.StringIO, type_in: TypeIn
) -> None:
    type_in("1,2", "0", "1")
    assert asker.choices(SKILLS) == ("none",)
    assert '"None of these" cannot go together' in output.getvalue()
    assert "Choose at least one." in output.getvalue()
    assert "0. None" not in output.getvalue()


def test_a_line_is_the_text(asker: PlainAsker, type_in: TypeIn) -> None:
    type_in("shop")
    assert asker.text(text_prompt(default="orders")) == "shop"


def test_an_empty_line_keeps_an_earlier_text(asker: PlainAsker, output: io.StringIO, type_in: TypeIn) -> None:
    type_in("")
    assert asker.text(text_prompt(default="orders", earlier="shop")) == "shop"
    assert "Answer [shop]: " in output.getvalue()


def test_a_text_with_a_problem_is_asked_again(
    asker: PlainAsker, output: io.StringIO, type_in: TypeIn
) -> None:
    type_in("shop!", "shop")
    assert asker.text(text_prompt()) == "shop"
    assert "Not that." in output.getvalue()


def test_the_sign_goes_back(asker: PlainAsker, type_in: TypeIn) -> None:
    for ask in (lambda: asker.choice(CHOICE), lambda: asker.choices(LIST), lambda: asker.text(text_prompt())):
        type_in("<")
        with pytest.raises(WentBack):
            ask()


def test_the_end_of_the_input_is_a_missing_answer(asker: PlainAsker, type_in: TypeIn) -> None:
    type_in()
    with pytest.raises(MissingAnswer, match="Which one") as ended:
        asker.choice(CHOICE)
    assert ended.value.exit_code == 2


def test_what_cannot_be_read_as_text_is_asked_again(
    asker: PlainAsker, output: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Typed(io.TextIOWrapper):
        """Reads one line at a time, as a terminal does."""

        lines = iter([b"\xff\n", b"shop\n"])

        def readline(self, _size: int = -1, /) -> str:  # type: ignore[override]
            return next(self.lines).decode("utf-8")

    monkeypatch.setattr("sys.stdin", Typed(io.BytesIO(), encoding="utf-8"))
    assert asker.text(text_prompt()) == "shop"
    assert "That is not text in utf-8" in output.getvalue()


def test_an_interruption_leaves_the_line_of_the_question(
    asker: PlainAsker, output: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Interrupted(io.StringIO):
        def readline(self, _size: int | None = -1, /) -> str:  # type: ignore[override]
            raise KeyboardInterrupt

    monkeypatch.setattr("sys.stdin", Interrupted())
    with pytest.raises(KeyboardInterrupt):
        asker.choice(CHOICE)
    assert output.getvalue().endswith("Answer [3]: \n")


def test_nothing_is_drawn(asker: PlainAsker, output: io.StringIO) -> None:
    answers = parse({"project_name": "Orders", "skills": ["flask"]})
    asker.show_summary(answers, {})
    asker.show_recommendation(recommend(answers), answers)
    assert output.getvalue().isascii()
    assert output.getvalue().replace("\n", "").isprintable()
    assert "FastAPI 4 points, Flask 4 points" in output.getvalue()
