from typing import Annotated

import pytest
from pydantic import BaseModel, Field
from wtforms import BooleanField, IntegerField, PasswordField, StringField, TextAreaField

from app.errors import EmailTaken, FieldError, InvalidInput, NotFound
from app.items.schemas import ItemFilters, ItemSort
from app.pages.forms import FILL_IN, SchemaForm, read_query


class Parcel(BaseModel):
    label: Annotated[str, Field(min_length=1, max_length=10)]
    note: Annotated[str, Field(max_length=20)] | None = None
    weight: Annotated[int, Field(ge=1, le=99)]
    fragile: bool = False
    secret: Annotated[str, Field(max_length=10)]


class ParcelForm(SchemaForm[Parcel]):
    schema = Parcel

    label = StringField("Label")
    note = TextAreaField("Note")
    weight = IntegerField("Weight")
    fragile = BooleanField("Fragile")
    secret = PasswordField("Secret")


SENT = {"label": "Books", "weight": "5", "secret": "x"}


class Sent(dict[str, list[str]]):
    """What a form has sent, as frameworks hand it over."""

    def getlist(self, name: str) -> list[str]:
        return self[name]


def filled_in(**values: str) -> ParcelForm:
    return ParcelForm(Sent({name: [text] for name, text in {**SENT, **values}.items()}))


def test_the_content_is_what_the_schema_read() -> None:
    form = filled_in(note="Handle with care")
    assert form.validate()
    assert form.content == Parcel(label="Books", note="Handle with care", weight=5, secret="x")


def test_an_optional_field_left_empty_is_null() -> None:
    form = filled_in(note="")
    assert form.validate()
    assert form.content.note is None
    assert "note" in form.content.model_fields_set


def test_a_required_field_left_empty_is_to_be_filled_in() -> None:
    form = filled_in(label="  ")
    assert not form.validate()
    assert form.label.errors == [FILL_IN]


def test_a_form_that_was_not_sent_says_nothing_is_wrong() -> None:
    form = ParcelForm(None)
    assert not form.validate_on_submit()
    assert (form.status, form.errors) == (200, {})


def test_a_form_that_was_sent_empty_is_refused() -> None:
    form = ParcelForm(Sent())
    assert not form.validate_on_submit()
    assert set(form.errors) == {"label", "weight", "secret"}


def test_a_form_that_is_not_valid_is_answered_with_422() -> None:
    form = filled_in(label="")
    form.validate()
    assert form.status == 422


def test_an_error_says_which_bound_was_passed() -> None:
    form = filled_in(label="A label that is too long")
    form.validate()
    assert form.label.errors == ["Use at most 10 characters."]


def test_what_a_field_cannot_read_is_one_error() -> None:
    form = filled_in(weight="much")
    assert not form.validate()
    assert form.weight.errors == ["Not a valid integer value."]


def test_a_number_out_of_bounds_is_refused_by_the_schema() -> None:
    form = filled_in(weight="100")
    form.validate()
    assert form.weight.errors == ["The most is 99."]


@pytest.mark.parametrize(("sent", "read"), [({}, False), ({"fragile": "y"}, True)])
def test_a_box_is_ticked_or_not(sent: dict[str, str], read: bool) -> None:
    form = filled_in(**sent)
    assert form.validate()
    assert form.content.fragile is read


def test_all_fields_in_error_are_shown_at_once() -> None:
    form = filled_in(label="", secret="")
    form.validate()
    assert set(form.errors) == {"label", "secret"}


def test_blanks_around_text_do_not_count() -> None:
    form = filled_in(label="  Books  ")
    form.validate()
    assert form.content.label == "Books"


def test_blanks_around_a_password_count() -> None:
    form = filled_in(secret="  x  ")
    form.validate()
    assert form.content.secret == "  x  "


def test_a_line_end_is_one_character() -> None:
    form = filled_in(note="one\r\ntwo")
    form.validate()
    assert form.content.note == "one\ntwo"


def test_a_browser_knows_which_fields_are_required_and_how_long_they_may_be() -> None:
    form = filled_in()
    assert (form.label.flags.required, form.label.flags.maxlength) == (True, 10)
    assert (form.note.flags.required, form.note.flags.maxlength) == (False, 20)


def test_a_browser_does_not_cut_passwords() -> None:
    assert filled_in().secret.flags.maxlength is None


def test_an_error_of_a_service_is_shown_beside_the_field_it_names() -> None:
    form = filled_in()
    form.show(InvalidInput(errors=[FieldError("/body/label", "Taken.")]))
    assert form.label.errors == ["Taken."]
    assert form.status == 422


def test_an_error_of_a_service_is_shown_beside_the_field_that_is_given() -> None:
    form = filled_in()
    form.show(EmailTaken("Known."), beside="label")
    assert form.label.errors == ["Known."]
    assert form.status == 409


def test_an_error_that_names_no_field_is_shown_above_the_form() -> None:
    form = filled_in()
    form.show(NotFound("No such parcel."))
    assert form.problems == ["No such parcel."]


def test_a_query_is_read_by_the_schema() -> None:
    filters = read_query(ItemFilters, {"page": "2", "sort": "name"})
    assert (filters.page, filters.sort) == (2, ItemSort.NAME)


def test_empty_and_unknown_parameters_do_not_count() -> None:
    assert read_query(ItemFilters, {"category": "", "utm_source": "letter"}) == ItemFilters()


@pytest.mark.parametrize(
    "query",
    [
        {"page": "0"},
        {"page": "-1"},
        {"page": "9" * 30},
        {"page": "two"},
        {"per_page": "101"},
        {"min_price": "NaN"},
        {"keyword": "\x00"},
        {"sort": "password_hash"},
    ],
)
def test_a_parameter_that_is_not_valid_is_named(query: dict[str, str]) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_query(ItemFilters, query)
    assert [error.pointer for error in refusal.value.errors] == [f"/query/{next(iter(query))}"]
