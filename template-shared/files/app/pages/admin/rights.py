"""What the list of accounts, and the buttons in it, send."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from app.errors import FieldError, InvalidInput
from app.users.schemas import RightsPatch, UserFilters

BOOLEANS = {"true": True, "false": False}


def query_of(filters: UserFilters) -> dict[str, Any]:
    """What the filters are in the address of the list."""
    return filters.model_dump(mode="json", exclude_defaults=True)


def read_rights(form: Mapping[str, Any]) -> RightsPatch:
    """The fields of the form, each of which may be missing: `is_active` and `is_admin`, `true` or `false`."""
    given = {name: form[name] for name in RightsPatch.model_fields if name in form}
    try:
        return RightsPatch.model_validate({name: BOOLEANS.get(value, value) for name, value in given.items()})
    except ValidationError as error:
        errors = [FieldError(f"/body/{found['loc'][0]}", "Send true or false.") for found in error.errors()]
        raise InvalidInput(errors=errors) from error
