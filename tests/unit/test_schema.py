import json
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given as given_strategy
from pyscaffold_api.answer_types import Answers
from pyscaffold_api.answers import given
from pyscaffold_api.questions import QUESTIONS
from pyscaffold_api.schema import options_schema
from strategies import valid_answers

ANSWERS_FILES = sorted((Path(__file__).parents[1] / "answers").glob("*.toml"))


def properties() -> dict[str, Any]:
    schema: dict[str, Any] = options_schema()
    found: dict[str, Any] = schema["properties"]
    return found


def test_it_is_a_valid_schema_of_its_draft() -> None:
    jsonschema.Draft202012Validator.check_schema(options_schema())
    assert options_schema()["$schema"] == jsonschema.Draft202012Validator.META_SCHEMA["$id"]


def test_it_is_plain_json() -> None:
    schema = options_schema()
    assert json.loads(json.dumps(schema)) == schema


@pytest.mark.parametrize("path", ANSWERS_FILES, ids=lambda path: path.stem)
def test_the_answers_files_are_valid(path: Path) -> None:
    answers = tomllib.loads(path.read_text(encoding="utf-8"))
    assert list(jsonschema.Draft202012Validator(options_schema()).iter_errors(answers)) == []


@given_strategy(valid_answers())
def test_whatever_parses_is_valid(answers: Answers) -> None:
    jsonschema.Draft202012Validator(options_schema()).validate(given(answers))


@pytest.mark.parametrize(
    "answers",
    [
        {"worklod": "api"},
        {"workload": "apii"},
        {"skills": ["flask", "flask"]},
        {"skills": "flask"},
        {"typed_contract": "yes"},
        {"project_slug": "1abc"},
        {"project_name": ""},
        {"description": "x" * 501},
    ],
    ids=json.dumps,
)
def test_what_is_refused_is_not_valid(answers: dict[str, object]) -> None:
    assert not jsonschema.Draft202012Validator(options_schema()).is_valid(answers)


def test_the_properties_are_the_questions_in_order() -> None:
    assert list(properties()) == [question.key for question in QUESTIONS]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
def test_each_property_tells_its_flag_and_whether_it_decides(question: Any) -> None:
    told = properties()[question.key]
    assert (told["x-flag"], told["x-deciding"]) == (question.flag, question.deciding)
    assert told["description"] == f"{question.prompt} {question.help}"


def test_only_defaults_that_depend_on_nothing_are_told() -> None:
    told = {key: schema["default"] for key, schema in properties().items() if "default" in schema}
    assert told == {
        "workload": "api",
        "also": [],
        "frontend": "none",
        "scale": "small",
        "concurrency": "moderate",
        "bottleneck": "unsure",
        "typed_contract": False,
        "style": "unsure",
        "existing_code": "none",
        "audience": "public",
        "framework": "recommended",
        "database": "sqlite",
        "extras": ["docker", "ci"],
        "license": "MIT",
        "description": "A Python web backend.",
    }


def test_choices_that_are_not_built_yet_are_told() -> None:
    told = {key: schema["x-not-built"] for key, schema in properties().items() if "x-not-built" in schema}
    assert told == {"extras": ["jobs", "cache", "admin", "observability", "kubernetes", "ray"]}
