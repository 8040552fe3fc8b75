"""Forms whose rules are those of a schema, so that each rule stands in one place."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from http import HTTPStatus
from typing import Any, Generic, Protocol, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from wtforms import Field, Form, PasswordField

from app.errors import AppError, FieldError, InvalidInput

S = TypeVar("S", bound=BaseModel)

FILL_IN = "Fill in this field."
# What people read in place of Pydantic's messages, which speak to programmers.
MESSAGES = {
    "missing": FILL_IN,
    "string_too_short": FILL_IN,
    "string_too_long": "Use at most {max_length} characters.",
    "decimal_parsing": "Write a number, such as 12.50.",
    "decimal_max_digits": "This number has too many digits.",
    "decimal_max_places": "Use at most {decimal_places} decimal places.",
    "greater_than_equal": "The least is {ge}.",
    "less_than_equal": "The most is {le}.",
    "enum": "Choose one of these: {expected}.",
    "value_error": "Write an e-mail address, such as name@example.com.",
}


class Sent(Protocol):
    """The fields that a form has sent, whatever they are called: several may have the same name."""

    def __iter__(self) -> Iterator[str]: ...

    def __len__(self) -> int: ...

    def __contains__(self, name: object, /) -> bool: ...

    def getlist(self, key: str, /) -> list[Any]: ...


def message_for(error: ErrorDetails) -> str:
    """What is wrong, for the person who typed it. It never repeats the value."""
    template = MESSAGES.get(error["type"])
    return template.format(**error.get("ctx", {})) if template else error["msg"]


class SchemaForm(Form, Generic[S]):
    """A form that a schema validates. Fields have the schema's names; leave out the rules.

    `class ItemForm(SchemaForm[ItemIn]): schema = ItemIn`, then the fields. It is given what was sent, if
    anything was. After `validate_on_submit` the values are in `content`, as the schema read them; when it
    fails, `status` is what to answer.
    """

    schema: type[S]
    content: S

    def __init__(self, sent: Sent | None, **defaults: Any) -> None:
        super().__init__(sent, **defaults)
        self.is_sent = sent is not None
        self.problems: list[str] = []
        self.status = HTTPStatus.OK
        lengths = _max_lengths(self.schema)
        for field in self._own_fields():
            field.flags.required = self.schema.model_fields[field.name].is_required()
            length = lengths[field.name]
            # A browser cuts what is pasted at maxlength, and a password must never be cut.
            if length is not None and not isinstance(field, PasswordField):
                field.flags.maxlength = length

    def validate_on_submit(self) -> bool:
        """Whether the form was sent, and holds what the schema takes."""
        return self.is_sent and self.validate()

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        valid = bool(super().validate(extra_validators))
        try:
            self.content = self.schema.model_validate(self._values())
        except ValidationError as error:
            valid = False
            for detail in error.errors():
                name = str(detail["loc"][0])
                # What the field itself could not read is missing for the schema: one error is enough.
                if not self[name].errors:
                    self._add_error(name, message_for(detail))
        self.status = HTTPStatus.OK if valid else HTTPStatus.UNPROCESSABLE_ENTITY
        return valid

    def show(self, error: AppError, *, beside: str | None = None) -> None:
        """Show an error of a service, beside the fields it names; if it names none, above the form."""
        self.status = error.status
        if beside:
            self._add_error(beside, error.detail)
        elif not error.errors:
            self.problems.append(error.detail)
        for found in error.errors:
            self._add_error(found.pointer.rpartition("/")[2], found.message)

    def _add_error(self, name: str, message: str) -> None:
        field = self[name]
        field.errors = [*field.errors, message]

    def _own_fields(self) -> Iterable[Field]:
        return (field for field in self if field.name in self.schema.model_fields)

    def _values(self) -> dict[str, Any]:
        """What was typed. A field left empty is missing when the schema requires it, and null when not."""
        typed = {field.name: _typed(field) for field in self._own_fields()}
        return {
            name: value for name, value in typed.items() if value is not None or not self[name].flags.required
        }


def read_query(schema: type[S], query: Mapping[str, str]) -> S:
    """The schema's parameters from the address. Others, and empty ones from a form, do not count."""
    given = {name: value for name, value in query.items() if name in schema.model_fields and value}
    try:
        return schema.model_validate(given)
    except ValidationError as error:
        details = error.errors()
        errors = [FieldError(f"/query/{detail['loc'][0]}", message_for(detail)) for detail in details]
        raise InvalidInput(errors=errors) from error


def _typed(field: Field) -> Any:
    """The value of a field; of text, without the line ends and the blanks around it that nobody means."""
    value = field.data
    if isinstance(value, str) and not isinstance(field, PasswordField):
        value = value.replace("\r\n", "\n").strip()
    return None if value == "" else value


@cache
def _max_lengths(schema: type[BaseModel]) -> dict[str, int | None]:
    """The bounds of the schema's fields. Kept, because to describe a schema takes longer than to use it."""
    return {name: _max_length(limits) for name, limits in schema.model_json_schema()["properties"].items()}


def _max_length(limits: Mapping[str, Any]) -> int | None:
    """The bound in a property of a JSON schema, also when null is allowed beside it."""
    alternatives = [limits, *limits.get("anyOf", ())]
    return next((found["maxLength"] for found in alternatives if "maxLength" in found), None)
