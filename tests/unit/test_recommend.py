import json
import re
from pathlib import Path
from typing import Any

import pytest
from pyscaffold_api.answer_types import Framework
from pyscaffold_api.answers import parse
from pyscaffold_api.recommend import (
    CLOSING_QUESTION,
    LEAVE_IT_REMARK,
    Recommendation,
    recommend,
    to_json,
    weigh,
)


def recommended(**raw: Any) -> Recommendation:
    return recommend(parse(raw))


def text_of(result: Recommendation, rule: str) -> str:
    return next(reason.text for reason in result.reasons + result.tradeoffs if reason.rule == rule)


def risks_of(result: Recommendation) -> list[str]:
    return [risk.rule for risk in result.risks]


def test_a_tie_is_a_tie_break_and_torn() -> None:
    result = recommended(skills=["flask"])
    assert (result.tie_break, result.confidence) == (True, "torn")
    assert dict(result.scores) == {Framework.FLASK: 4, Framework.FASTAPI: 4}


def test_a_margin_of_one_is_torn_without_a_tie_break() -> None:
    result = recommended(scale="open-ended", style="freedom")
    assert (result.tie_break, result.confidence) == (False, "torn")
    assert dict(result.scores) == {Framework.FLASK: 3, Framework.FASTAPI: 4}


@pytest.mark.parametrize(
    ("raw", "remark"),
    [
        ({"skills": ["flask"]}, "The scores are equal; what decides is that this is API-first."),
        (
            {"workload": "templates", "also": ["realtime"]},
            "The scores are equal; what decides is that this is not API-first.",
        ),
        (
            {"existing_code": "flask-keep"},
            "The scores are equal; the Flask code that stays as it is decides.",
        ),
    ],
)
def test_a_tie_says_what_decided(raw: dict[str, Any], remark: str) -> None:
    assert recommended(**raw).remarks[0] == remark


def test_the_closing_question_is_always_asked() -> None:
    assert recommended().remarks == (CLOSING_QUESTION,)


def test_flask_ahead_of_a_migration_is_remarked_on() -> None:
    result = recommended(workload="templates", scale="small", existing_code="flask-migrate")
    assert result.framework is Framework.FLASK
    assert result.remarks == (LEAVE_IT_REMARK, CLOSING_QUESTION)


def test_a_migration_that_fastapi_wins_is_not_remarked_on() -> None:
    assert LEAVE_IT_REMARK not in recommended(existing_code="flask-migrate").remarks


def test_a_reason_tells_how_many_documents_agree() -> None:
    assert text_of(recommended(), "api-first").endswith(" Three other documents agree.")


def test_a_reason_from_one_document_claims_no_agreement() -> None:
    assert "agree" not in text_of(recommended(frontend="spa"), "spa")


def test_a_reason_tells_where_a_document_disagrees() -> None:
    assert text_of(recommended(scale="production"), "large-scale").endswith(
        "One document finds the opposite (FastAPI vs Flask, feature comparison updated 2022-12-06): "
        "Flask scales to large applications with little effort."
    )


def test_a_tradeoff_tells_what_it_costs_and_a_reason_does_not() -> None:
    cost = "With Flask, validation and API documentation are pieces to add and keep up."
    assert text_of(recommended(existing_code="flask-keep"), "api-first").endswith(cost)
    assert cost not in text_of(recommended(), "api-first")


def test_weighing_the_other_framework_turns_reasons_into_tradeoffs() -> None:
    answers = parse({"style": "freedom"})
    reasons, tradeoffs = weigh(answers, Framework.FLASK)
    assert [reason.rule for reason in reasons] == ["freedom"]
    assert [reason.rule for reason in tradeoffs] == ["api-first"]


def test_flips_are_changes_of_one_answer_with_open_questions_first() -> None:
    flips = [
        (flip.key, flip.before, flip.after) for flip in recommended(scale="open-ended", style="freedom").flips
    ]
    assert flips == [
        ("skills", None, ()),
        ("skills", None, ("flask",)),
        ("concurrency", None, "low"),
        ("frontend", None, "server-rendered"),
        ("existing_code", None, "flask-keep"),
    ]


def test_an_answer_given_is_changed_after_the_open_questions() -> None:
    flips = recommended(scale="prototype", concurrency="low").flips
    given = [flip.before is not None for flip in flips]
    assert set(given) == {False, True}
    assert given == sorted(given)


def test_a_skill_gained_or_lost_is_one_change() -> None:
    flips = recommended(skills=["flask", "async"], style="freedom", concurrency="low").flips
    assert [flip.after for flip in flips if flip.key == "skills"] == [
        ("async",),
        ("flask", "fastapi", "async"),
        ("flask", "type-hints", "async"),
        ("flask", "async", "pydantic"),
    ]


def test_the_workload_is_never_a_flip() -> None:
    assert all(flip.key != "workload" for flip in recommended(skills=["flask"]).flips)


@pytest.mark.parametrize(
    ("raw", "risk"),
    [
        ({"skills": ["flask"]}, "learn-types"),
        ({"skills": ["async"]}, "learn-types"),
        ({"skills": ["type-hints"]}, "learn-async"),
        ({}, "blocking-calls"),
        ({"workload": "templates", "also": ["realtime"]}, "flask-real-time"),
        ({"workload": "templates", "also": ["realtime"]}, "measured-real-time"),
        ({"bottleneck": "cpu"}, "cpu-bound"),
        ({"bottleneck": "io"}, "waiting-connections"),
        ({"concurrency": "high"}, "waiting-connections"),
        ({"scale": "prototype"}, "prototype-outgrown"),
        ({"workload": "templates"}, "deployment"),
    ],
)
def test_a_risk_is_told_when_it_applies(raw: dict[str, Any], risk: str) -> None:
    assert risk in risks_of(recommended(**raw))


@pytest.mark.parametrize(
    ("raw", "risks"),
    [
        ({}, ["blocking-calls", "deployment"]),
        ({"skills": ["fastapi"]}, ["blocking-calls", "deployment"]),
        ({"workload": "templates", "skills": []}, ["deployment"]),
        ({"workload": "realtime"}, ["blocking-calls", "measured-real-time", "deployment"]),
    ],
)
def test_a_risk_is_not_told_when_it_does_not_apply(raw: dict[str, Any], risks: list[str]) -> None:
    assert risks_of(recommended(**raw)) == risks


def test_what_is_said_of_the_starters_was_measured() -> None:
    page = (Path(__file__).parents[2] / "docs/benchmarks/realtime.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (FastAPI|Flask) starter \| ([\d,]+) \| (\d+) \|$", page, re.MULTILINE)
    messages = {framework: int(count.replace(",", "")) for framework, count, _ in rows}
    memory = {framework: int(size) for framework, _, size in rows}
    (risk,) = (risk for risk in recommended(workload="realtime").risks if risk.rule == "measured-real-time")
    assert "about ten times the messages" in risk.text
    assert messages["FastAPI"] / messages["Flask"] == pytest.approx(10, rel=0.2)
    assert "about a quarter of the memory" in risk.text
    assert memory["FastAPI"] / memory["Flask"] == pytest.approx(1 / 4, rel=0.2)


def test_measured_figures_are_told_with_their_limits() -> None:
    (risk,) = (risk for risk in recommended(bottleneck="io").risks if risk.rule == "waiting-connections")
    assert "many waiting connections only" in risk.text
    assert "1.0, 2.4 and 3.0 times what Flask with 200 threads did" in risk.text


def test_the_json_has_exactly_these_keys() -> None:
    told: Any = to_json(recommended(workload="templates", also=["realtime"], skills=["async"]))
    assert list(told) == [
        "framework",
        "confidence",
        "scores",
        "reasons",
        "tradeoffs",
        "flips",
        "risks",
        "tie_break",
    ]
    assert told["scores"] == {"flask": 4, "fastapi": 4}
    reason_keys = ["rule", "favours", "weight", "text", "source", "document"]
    assert [list(reason) for reason in told["reasons"] + told["tradeoffs"]] == [reason_keys] * 2
    assert all(list(flip) == ["key", "from", "to"] for flip in told["flips"])
    assert all(list(risk) == ["rule", "text"] for risk in told["risks"])


def test_the_json_is_plain() -> None:
    told = to_json(recommended(skills=["flask"], typed_contract=False))
    assert json.loads(json.dumps(told)) == told


def test_the_json_cites_the_main_document_by_title_and_date() -> None:
    told: Any = to_json(recommended(style="conventions"))
    (reason,) = (reason for reason in told["reasons"] if reason["rule"] == "conventions")
    assert reason["source"] == "api"
    assert reason["document"] == (
        "FastAPI vs Flask - Choosing the Right Python Web Framework for Your API, 2025-05-07"
    )


def test_the_json_tells_flips_from_null_when_nothing_was_given() -> None:
    told: Any = to_json(recommended(scale="open-ended", style="freedom"))
    assert {"key": "skills", "from": None, "to": ["flask"]} in told["flips"]


def test_the_json_tells_flips_from_what_was_given() -> None:
    told: Any = to_json(recommended(scale="prototype", concurrency="low", skills=["flask", "async"]))
    assert {"key": "concurrency", "from": "low", "to": "high"} in told["flips"]
