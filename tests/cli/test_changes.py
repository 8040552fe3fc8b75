from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyscaffold_api.answer_types import Answers, Workload
from pyscaffold_api.answers import given as given_answers
from pyscaffold_api.answers import parse
from pyscaffold_api.changes import changed
from pyscaffold_api.errors import InvalidAnswer
from pyscaffold_api.questions import QUESTIONS, Kind, Question
from strategies import valid_answers

CHOSEN = [question for question in QUESTIONS if question.choices and question.interview]


def after(raw: dict[str, Any], key: str, answer: object) -> dict[str, object]:
    return given_answers(changed(parse(raw), key, answer))


def test_an_answer_is_replaced_and_the_others_are_kept() -> None:
    assert after({"scale": "small", "style": "freedom"}, "scale", "prototype") == {
        "scale": "prototype",
        "style": "freedom",
    }


def test_an_answer_can_be_taken_back() -> None:
    assert after({"scale": "small", "style": "freedom"}, "scale", None) == {"style": "freedom"}


def test_a_workload_is_no_longer_added_to_itself() -> None:
    changed_answers = after({"workload": "api", "also": ["realtime", "ml"]}, "workload", "ml")
    assert changed_answers == {"workload": "ml", "also": ["realtime"]}


def test_who_shows_it_is_dropped_when_the_server_does() -> None:
    assert after({"frontend": "spa"}, "workload", "templates") == {"workload": "templates"}


def test_who_calls_the_model_is_dropped_when_it_is_no_prototype() -> None:
    raw = {"workload": "ml", "scale": "prototype", "audience": "internal"}
    assert after(raw, "scale", "production") == {"workload": "ml", "scale": "production"}


def test_an_answer_that_was_given_without_its_question_is_kept() -> None:
    raw = {"workload": "templates", "frontend": "server-rendered"}
    assert after(raw, "scale", "small") == {**raw, "scale": "small"}


def test_the_folder_follows_the_name() -> None:
    assert after({"project_name": "Orders"}, "project_name", "Invoices") == {"project_name": "Invoices"}


def test_a_folder_of_its_own_does_not_follow_the_name() -> None:
    raw = {"project_name": "Orders", "project_slug": "shop"}
    assert after(raw, "project_name", "Invoices") == {"project_name": "Invoices", "project_slug": "shop"}


def test_a_folder_that_the_name_gives_anyway_is_not_recorded() -> None:
    assert after({"project_name": "Orders"}, "project_slug", "orders") == {"project_name": "Orders"}


def test_a_name_whose_folder_cannot_be_used_gets_another_folder() -> None:
    assert after({}, "project_name", "Flask") == {"project_name": "Flask", "project_slug": "flask-service"}


def test_a_folder_that_stood_in_for_an_unusable_one_goes_with_the_name() -> None:
    raw = {"project_name": "Flask", "project_slug": "flask-service"}
    assert after(raw, "project_name", "Orders") == {"project_name": "Orders"}


def test_a_folder_that_cannot_be_used_is_refused() -> None:
    with pytest.raises(InvalidAnswer, match="flask"):
        changed(parse({"project_name": "Orders"}), "project_slug", "flask")


def answers_to(question: Question, before: Answers) -> st.SearchStrategy[object]:
    """What the interview offers: not the main job beside itself, and leaving open what is chosen."""
    main = before.workload or Workload.API
    values = [str(choice.value) for choice in question.choices]
    if question.kind is not Kind.LIST:
        return st.none() | st.sampled_from(values)
    offered = [value for value in values if question.key != "also" or value != main]
    return st.sets(st.sampled_from(offered)).map(
        lambda ticked: [value for value in values if value in ticked]
    )


@given(valid_answers(), st.data())
@settings(deadline=None)
def test_any_choice_can_follow_any_answers(before: Answers, data: st.DataObject) -> None:
    question = data.draw(st.sampled_from([question for question in CHOSEN if question.when(before)]))
    answer = data.draw(answers_to(question, before))
    assert given_answers(changed(before, question.key, answer)).get(question.key) == answer
