"""The answers as a JSON Schema, for editors and other programs."""

from pyscaffold_api.answers import TEXT_LENGTHS
from pyscaffold_api.catalogue import not_built
from pyscaffold_api.names import SLUG_PATTERN
from pyscaffold_api.questions import QUESTIONS, Kind, Question


def options_schema() -> dict[str, object]:
    """What an answers file may hold, as a JSON Schema of draft 2020-12."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "pyscaffold-api answers",
        "type": "object",
        "additionalProperties": False,
        "properties": {question.key: _property(question) for question in QUESTIONS},
    }


def _property(question: Question) -> dict[str, object]:
    schema = _shape(question)
    if question.default is not None:
        default = question.default
        schema["default"] = [str(item) for item in default] if isinstance(default, tuple) else _plain(default)
    schema["description"] = f"{question.prompt} {question.help}"
    schema["x-flag"] = question.flag
    schema["x-deciding"] = question.deciding
    if missing := not_built(question.key):
        schema["x-not-built"] = [str(choice) for choice in missing]
    return schema


def _shape(question: Question) -> dict[str, object]:
    choices = [str(choice.value) for choice in question.choices]
    match question.kind:
        case Kind.BOOLEAN:
            return {"type": "boolean"}
        case Kind.CHOICE:
            return {"type": "string", "enum": choices}
        case Kind.LIST:
            return {"type": "array", "items": {"type": "string", "enum": choices}, "uniqueItems": True}
        case Kind.TEXT:
            least, most = TEXT_LENGTHS[question.key]
            pattern = {"pattern": SLUG_PATTERN} if question.key == "project_slug" else {}
            return {"type": "string", "minLength": least, "maxLength": most, **pattern}


def _plain(default: str | bool) -> str | bool:
    return default if isinstance(default, bool) else str(default)
