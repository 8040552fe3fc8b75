"""Operations: views that APIFlask describes, with this API's ways of reading and refusing.

`input` says what an operation takes, `answers` what it gives. What a path holds is read by the types of the
view's parameters.
"""

import re
from collections.abc import Callable
from functools import partial, wraps
from http import HTTPStatus
from typing import Any, TypeVar, cast, get_type_hints

from apiflask import APIBlueprint
from apiflask.schema_adapters import registry
from apiflask.schema_adapters.pydantic import PydanticAdapter
from flask import Request, Response, jsonify
from pydantic import BaseModel, ValidationError, create_model

from app.api.bodies import read_form, read_json, read_query
from app.documented import SCHEMA_REFERENCE, documented
from app.errors import MOST_ERRORS, FieldError, InvalidInput, pointer

PREFIX = "/api/v1"
SECURITY = "OAuth2PasswordBearer"
PATH_PARAMETER = re.compile(r"<(\w+)>")

Guard = Callable[[], None]
View = TypeVar("View", bound=Callable[..., Any])

# How the parts of a request are read, and what pointers call them.
READERS: dict[str, tuple[str, Callable[[Request], dict[str, Any]]]] = {
    "json": ("body", read_json),
    "form": ("body", read_form),
    "query": ("query", read_query),
    "path": ("path", lambda given: given.view_args or {}),
}


class Operations(APIBlueprint):
    """A blueprint below `/api/v1`. `guard` says who may call its operations; without it anybody may."""

    def __init__(self, name: str, import_name: str, *, tag: str, guard: Guard | None = None) -> None:
        super().__init__(f"api_{name}", import_name, tag=tag, url_prefix=PREFIX)
        self._guarded = guard is not None
        if guard:
            # A view takes its turn after this, and so does what reads its parameters.
            self.before_request(guard)

    def answers(
        self, schema: type[BaseModel] | None = None, status: int = 200, *, errors: tuple[int, ...]
    ) -> Callable[[View], View]:
        """Say that the operation answers this, or nothing, and may fail with these statuses."""
        responses = cast("dict[Any, Any]", documented(*errors, 500, 503))
        if schema is None:
            responses[status] = {"description": HTTPStatus(status).phrase, "content": _nothing(status)}
        security = SECURITY if self._guarded else None

        def describe(view: View) -> View:
            answer = self.output(schema, status_code=status) if schema else partial(_without_answer, status)
            described = self.doc(operation_id=view.__name__, responses=responses, security=security)
            return described(answer(view))

        return describe

    def add_url_rule(
        self, rule: str, endpoint: str | None = None, view_func: Any = None, *args: Any, **options: Any
    ) -> None:
        """Flask's, for an operation."""
        if names := PATH_PARAMETER.findall(rule):
            view_func = self._reading_path(view_func, names)
        # A site that is not listed is not told what it could do (CORS).
        options["provide_automatic_options"] = False
        super().add_url_rule(rule, endpoint, view_func, *args, **options)

    def _reading_path(self, view: Callable[..., Any], names: list[str]) -> Callable[..., Any]:
        """Reads what the path holds as the view's parameters say; else it would be text."""
        hints = get_type_hints(view, include_extras=True)
        fields: dict[str, Any] = {name: (hints[name], ...) for name in names}
        schema = create_model(f"{view.__name__}_path", **fields)

        @wraps(view)
        def with_path(*, path: BaseModel, **others: Any) -> Any:
            return view(**others | dict(path))

        return self.input(schema, location="path", arg_name="path")(with_path)


class ProblemAdapter(PydanticAdapter):
    """APIFlask's way to Pydantic, which names each wrong value by its place and never repeats it."""

    def validate_input(self, request: Request, location: str, **_options: Any) -> BaseModel:
        place, read = READERS[location]
        values = read(request)
        try:
            return self.model_class.model_validate(values)
        except ValidationError as error:
            wrong = error.errors()[:MOST_ERRORS]
            found = [FieldError(pointer(place, *one["loc"]), one["msg"]) for one in wrong]
            raise InvalidInput(errors=found) from error

    def get_openapi_schema(self, **_options: Any) -> dict[str, Any]:
        return self.model_class.model_json_schema(ref_template=SCHEMA_REFERENCE)

    def get_schema_name(self) -> str:
        # Of a generic model, `PageOut[ItemOut]`; the document allows no brackets.
        return re.sub(r"\W", "_", self.model_class.__name__)


# APIFlask asks here when a view is described and when a request is read.
registry.register("pydantic", ProblemAdapter)


def _nothing(status: int) -> dict[str, Any]:
    return {} if status == HTTPStatus.NO_CONTENT else {"application/json": {"schema": {}}}


def _without_answer(status: int, view: Callable[..., Any]) -> Any:
    @wraps(view)
    def answer_nothing(*args: Any, **values: Any) -> Response:
        view(*args, **values)
        response = jsonify(None)
        response.status_code = status
        if status == HTTPStatus.NO_CONTENT:
            response.data = b""
            del response.headers["Content-Type"]
        return response

    return answer_nothing
