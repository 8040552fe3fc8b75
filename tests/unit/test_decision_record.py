import re
from typing import Any

from hypothesis import given as given_strategy
from hypothesis import strategies as st
from pyscaffold_api.answer_types import Answers, Framework
from pyscaffold_api.answers import parse
from pyscaffold_api.decision_record import decision_record
from pyscaffold_api.documents import DOCUMENTS
from pyscaffold_api.questions import QUESTIONS
from pyscaffold_api.recommend import recommend
from strategies import valid_answers


def record(framework: Framework | None = None, **raw: Any) -> str:
    answers = parse(raw)
    result = recommend(answers)
    return decision_record(answers, result, framework or result.framework)


def section(text: str, title: str) -> str:
    """One section as a single line."""
    (body,) = (part for part in text.split("\n## ") if part.startswith(f"{title}\n"))
    return " ".join(body.removeprefix(title).split())


def test_the_title_names_the_framework() -> None:
    assert record().startswith("# 1. Web framework: FastAPI\n\n## Status\n\nAccepted\n")


def test_the_sections_are_those_of_a_decision_record() -> None:
    assert re.findall(r"^## (.*)$", record(), re.MULTILINE) == [
        "Status",
        "Context",
        "Decision",
        "What speaks for FastAPI",
        "What speaks for Flask, and what going without it costs",
        "What would change the recommendation",
        "Risks",
    ]


def test_the_context_lists_what_was_answered_and_nothing_else() -> None:
    context = section(
        record(workload="ml", typed_contract=True, skills=["flask", "async"], also=[]), "Context"
    )
    assert context.endswith(
        "- What is it mainly? Serving a model "
        "- What else must it do? None of these "
        "- Enforce types and keep API docs current by itself? Yes "
        "- What is the team at home with? Flask, async and await"
    )


def test_a_workload_that_was_not_given_is_told_as_the_default() -> None:
    assert section(record(), "Context").endswith(
        "- What is it mainly? An API (not answered; this is the default)"
    )


def test_a_recommendation_that_is_followed_says_so() -> None:
    assert section(record(skills=["flask", "fastapi"]), "Decision").startswith(
        "We build on FastAPI, as recommended (6 points to 2, confidence strong)."
    )


def test_a_recommendation_that_is_overruled_says_what_it_was_and_what_was_chosen() -> None:
    text = record(Framework.FLASK, skills=["flask", "fastapi"])
    assert text.startswith("# 1. Web framework: Flask\n")
    assert section(text, "Decision").startswith(
        "We build on Flask. The recommendation was FastAPI (6 points to 2, confidence strong); "
        "the team overruled it and chose Flask."
    )


def test_an_overruled_recommendation_turns_the_reasons_around() -> None:
    text = record(Framework.FLASK, skills=["flask", "fastapi"])
    assert "**flask-experience** (weight 2)" in section(text, "What speaks for Flask")
    against = section(text, "What speaks for FastAPI, and what going without it costs")
    assert "**api-first** (weight 4)" in against
    assert "With Flask, validation and API documentation are pieces to add and keep up." in against


def test_an_overruled_recommendation_tells_the_risks_of_what_was_chosen() -> None:
    assert "Real-time in Flask" in section(record(Framework.FLASK, workload="realtime"), "Risks")
    assert "Real-time in Flask" not in section(record(workload="realtime"), "Risks")


def test_a_reason_names_its_source_by_title_and_date() -> None:
    assert section(record(style="conventions"), "What speaks for FastAPI").endswith(
        "Source: FastAPI vs Flask - Choosing the Right Python Web Framework for Your API, 2025-05-07."
    )


def test_a_side_without_reasons_says_so() -> None:
    title = "What speaks for Flask, and what going without it costs"
    assert section(record(), title) == "Nothing in the answers."


def test_what_would_change_the_recommendation_is_listed_with_what_holds_now() -> None:
    changes = section(record(scale="prototype", concurrency="low"), "What would change the recommendation")
    assert changes.startswith("Each of these changes, alone, would give FastAPI: - ")
    assert "- Who shows it to people? A single-page or mobile app (now: not answered)" in changes
    assert "- How big will it become? A small to mid-sized app (now: A prototype)" in changes


def test_a_recommendation_that_nothing_would_change_says_so() -> None:
    raw: dict[str, Any] = {"frontend": "spa", "concurrency": "high", "bottleneck": "io"}
    changes = section(
        record(**raw, typed_contract=True, skills=["fastapi"]), "What would change the recommendation"
    )
    assert changes == "No change of a single answer would give Flask."


def test_a_tie_tells_what_decided() -> None:
    assert "what decides is that this is API-first" in section(record(skills=["flask"]), "Decision")


@given_strategy(valid_answers(), st.sampled_from(Framework))
def test_it_is_tidy_markdown(answers: Answers, framework: Framework) -> None:
    text = decision_record(answers, recommend(answers), framework)
    lines = text.split("\n")
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert "\n\n\n" not in text
    assert all(line == line.rstrip() and len(line) <= 100 for line in lines)
    assert not any(re.match(r"\s+([-+*#>]|\d+[.)])\s", line) for line in lines)


@given_strategy(valid_answers(), st.sampled_from(Framework))
def test_nothing_a_person_typed_is_in_it(answers: Answers, framework: Framework) -> None:
    deciding = {question.key: getattr(answers, question.key) for question in QUESTIONS if question.deciding}
    result = recommend(answers)
    assert decision_record(answers, result, framework) == decision_record(
        Answers(**deciding), result, framework
    )


@given_strategy(valid_answers())
def test_the_only_dates_in_it_are_those_of_the_documents(answers: Answers) -> None:
    result = recommend(answers)
    dates = set(re.findall(r"\d{4}-\d{2}-\d{2}", decision_record(answers, result, result.framework)))
    assert dates <= {document.date.split()[-1] for document in DOCUMENTS.values()}
