import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyscaffold_api.asker import Item
from pyscaffold_api.menu import draw_items, wrapped
from pyscaffold_api.questions import QUESTIONS, Question

MENUS = [question for question in QUESTIONS if question.choices]
ITEMS = [Item(value="a", label="First", help="The usual one"), Item(value="b", label="Second", disabled=True)]


def items_of(question: Question) -> list[Item]:
    return [
        Item(value=choice.value, label=choice.label, help=choice.help, note="recommendation only for now")
        for choice in question.choices
    ]


def drawn(items: list[Item], width: int, ticked: set[str] | None = None) -> str:
    return "".join(text for _style, text in draw_items(items, 0, ticked, width))


@pytest.mark.parametrize("question", MENUS, ids=lambda question: question.key)
@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_no_line_of_a_menu_is_longer_than_the_width(question: Question, width: int) -> None:
    assert max(map(len, drawn(items_of(question), width, ticked=set()).splitlines())) <= width


@pytest.mark.parametrize("question", MENUS, ids=lambda question: question.key)
def test_nothing_of_a_menu_is_cut_at_40_columns(question: Question) -> None:
    shown = " ".join(drawn(items_of(question), 40).split())
    for choice in question.choices:
        assert choice.label in shown
        assert choice.help in shown


def test_help_stands_beside_the_label_where_there_is_room() -> None:
    assert drawn(ITEMS, 80) == " » First   The usual one\n   Second\n"


def test_help_stands_below_the_label_where_there_is_none() -> None:
    assert drawn(ITEMS, 30) == " » First\n     The usual one\n   Second\n"


def test_ticked_items_are_marked() -> None:
    assert drawn(ITEMS, 30, ticked={"b"}).splitlines()[::2] == [" » [ ] First", "   [x] Second"]


def test_the_pointed_item_stands_out_and_the_disabled_one_recedes() -> None:
    styles = [style for style, text in draw_items(ITEMS, 0, None, 80) if "First" in text or "Second" in text]
    assert styles == ["class:highlighted", "class:disabled"]


@given(st.text(alphabet="abc -"), st.integers(10, 60), st.integers(0, 9))
def test_wrapping_keeps_every_word_and_the_width(text: str, width: int, first: int) -> None:
    lines = wrapped(text, width, first_line=first).split("\n")
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert first + len(lines[0]) <= width
    assert all(len(line) <= width for line in lines[1:])
