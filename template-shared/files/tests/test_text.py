from typing import Annotated

import pytest
from pydantic import TypeAdapter, ValidationError

from app.text import ONE_LINE, STORABLE, STRIPPED, Matching

LINE: TypeAdapter[str] = TypeAdapter(Annotated[str, ONE_LINE, STRIPPED])


def test_a_rule_is_shown_in_the_json_schema() -> None:
    schema = TypeAdapter(Annotated[str, Matching("[a-z]+", "Use letters.")]).json_schema()
    assert schema == {"type": "string", "pattern": "^[a-z]+$"}


def test_a_refusal_says_what_to_do_and_not_how_it_is_checked() -> None:
    with pytest.raises(ValidationError) as refusal:
        TypeAdapter(Annotated[str, Matching("[a-z]+", "Use {letters}.")]).validate_python("1")
    assert refusal.value.errors()[0]["msg"] == "Use {letters}."


def test_a_rule_holds_from_end_to_end() -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Annotated[str, Matching("[a-z]+", "Use letters.")]).validate_python("abc\n")


@pytest.mark.parametrize(("text", "kept"), [("a", "a"), (" a b\t\n", "a b"), ("é 💡 مصباح", "é 💡 مصباح")])
def test_one_line_is_kept_without_the_blanks_around_it(text: str, kept: str) -> None:
    assert LINE.validate_python(text) == kept


@pytest.mark.parametrize("text", ["", " ", "\n", "a\nb", "a\x00", "\x1f", "a\x7f"])
def test_what_is_not_one_line_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        LINE.validate_python(text)


def test_text_of_many_lines_can_be_stored() -> None:
    text = "One.\r\n\tTwo.\x1b"
    assert TypeAdapter(Annotated[str, STORABLE]).validate_python(text) == text
