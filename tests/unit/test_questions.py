from dataclasses import fields
from enum import StrEnum
from types import NoneType
from typing import get_args, get_type_hints

import pytest
from pyscaffold_api.answer_types import Answers, Framework
from pyscaffold_api.answers import given, parse
from pyscaffold_api.catalogue import not_built
from pyscaffold_api.questions import QUESTIONS, RECOMMENDED, Kind, Question

DECIDING = (
    "workload",
    "also",
    "frontend",
    "scale",
    "concurrency",
    "bottleneck",
    "typed_contract",
    "style",
    "existing_code",
    "audience",
    "skills",
)

by_key = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)


def answer_type(key: str) -> type:
    """The type of an answer, without None and, for lists, of its items."""
    (hint,) = (part for part in get_args(get_type_hints(Answers)[key]) if part is not NoneType)
    inner: type = get_args(hint)[0] if get_args(hint) else hint
    return inner


def test_there_is_a_question_for_each_answer_in_the_same_order() -> None:
    assert [question.key for question in QUESTIONS] == [field.name for field in fields(Answers)]


def test_the_deciding_questions_follow_name_and_slug() -> None:
    assert tuple(question.key for question in QUESTIONS if question.deciding) == DECIDING
    assert [question.key for question in QUESTIONS[:2]] == ["project_name", "project_slug"]


@by_key
def test_the_choices_are_the_members_of_the_answers_type(question: Question) -> None:
    kind = answer_type(question.key)
    members = [member.value for member in kind] if issubclass(kind, StrEnum) else []
    offered = [str(choice.value) for choice in question.choices if choice.value != RECOMMENDED]
    assert offered == members


@by_key
def test_prompts_help_and_labels_fit_their_lines(question: Question) -> None:
    assert 0 < len(question.prompt) <= 60
    assert 0 < len(question.help) <= 76
    assert all(0 < len(choice.label) <= 40 and 0 < len(choice.help) <= 76 for choice in question.choices)


@by_key
def test_a_default_is_accepted_and_built(question: Question) -> None:
    if question.default is None:
        assert question.key in {"project_name", "project_slug", "skills", "author_name"}
        return
    parse({question.key: question.default})
    missing = not_built(question.key)
    chosen = question.default if isinstance(question.default, tuple) else (question.default,)
    assert not set(chosen) & set(missing)


def test_the_first_choice_of_a_single_choice_is_the_default() -> None:
    defaults = {
        question.key: question.choices[0].value == question.default
        for question in QUESTIONS
        if question.kind is Kind.CHOICE and question.interview
    }
    assert all(defaults.values())


def test_every_deciding_question_but_two_can_be_left_open() -> None:
    assert {question.key for question in QUESTIONS if question.unsure} == set(DECIDING) - {"workload", "also"}


def test_only_the_framework_is_not_asked_among_the_questions() -> None:
    assert [question.key for question in QUESTIONS if not question.interview] == ["framework"]


@pytest.mark.parametrize(
    ("key", "flag"),
    [
        ("workload", "--workload"),
        ("existing_code", "--existing-code"),
        ("typed_contract", "--typed-contract/--no-typed-contract"),
    ],
)
def test_a_flag_is_the_key_with_hyphens(key: str, flag: str) -> None:
    (question,) = (question for question in QUESTIONS if question.key == key)
    assert question.flag == flag


@pytest.mark.parametrize(
    ("raw", "skipped"),
    [
        ({}, {"audience"}),
        ({"workload": "templates"}, {"frontend", "audience"}),
        ({"workload": "ml"}, {"audience"}),
        ({"workload": "ml", "scale": "prototype"}, set()),
        ({"workload": "api", "scale": "prototype"}, {"audience"}),
    ],
)
def test_questions_that_make_no_sense_are_skipped(raw: dict[str, object], skipped: set[str]) -> None:
    answers = parse(raw)
    assert {question.key for question in QUESTIONS if not question.when(answers)} == skipped


def test_the_framework_can_be_left_to_the_recommendation() -> None:
    assert given(parse({"framework": RECOMMENDED})) == {}
    assert given(parse({"framework": Framework.FLASK})) == {"framework": "flask"}
