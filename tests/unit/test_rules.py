"""Each row: what was answered, what comes out of it, and the rules for and against, heaviest first."""

import tomllib
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pyscaffold_api.answers import load_answers, parse
from pyscaffold_api.documents import DOCUMENTS
from pyscaffold_api.recommend import recommend
from pyscaffold_api.rules import RULES, Rule

ANSWERS_FILES = sorted((Path(__file__).parents[1] / "answers").glob("*.toml"))


class Row(NamedTuple):
    raw: dict[str, Any]
    framework: str
    confidence: str
    reasons: list[str]
    tradeoffs: list[str]


ROWS = {
    "nothing_answered_is_an_api": Row({}, "fastapi", "moderate", ["api-first"], []),
    "pages_on_the_server": Row({"workload": "templates"}, "flask", "moderate", ["server-rendered"], []),
    "an_api_with_pages_of_its_own": Row(
        {"frontend": "server-rendered"}, "fastapi", "moderate", ["api-first"], ["server-rendered"]
    ),
    "real_time_in_a_small_app": Row(
        {"workload": "realtime", "scale": "small"}, "fastapi", "moderate", ["real-time"], ["small-app"]
    ),
    "pages_that_are_also_real_time_tie": Row(
        {"workload": "templates", "also": ["realtime"]}, "flask", "torn", ["server-rendered"], ["real-time"]
    ),
    "a_model": Row({"workload": "ml"}, "fastapi", "moderate", ["ml-serving"], []),
    "an_api_with_a_model": Row({"also": ["ml"]}, "fastapi", "moderate", ["api-first", "ml-serving"], []),
    "a_model_from_a_notebook": Row(
        {"workload": "ml", "scale": "prototype", "audience": "internal"},
        "flask",
        "moderate",
        ["notebook-model", "prototype"],
        [],
    ),
    "a_public_prototype_of_a_model": Row(
        {"workload": "ml", "scale": "prototype", "audience": "public"},
        "fastapi",
        "moderate",
        ["ml-serving"],
        ["prototype"],
    ),
    "a_model_behind_pages_ties": Row(
        {"workload": "ml", "frontend": "server-rendered", "style": "freedom"},
        "flask",
        "torn",
        ["server-rendered", "freedom"],
        ["ml-serving"],
    ),
    "a_model_with_few_callers_ties": Row(
        {"workload": "ml", "concurrency": "low", "style": "freedom"},
        "fastapi",
        "torn",
        ["ml-serving"],
        ["low-concurrency", "freedom"],
    ),
    "a_real_time_prototype_ties": Row(
        {"workload": "realtime", "concurrency": "low", "scale": "prototype"},
        "fastapi",
        "torn",
        ["real-time"],
        ["low-concurrency", "prototype"],
    ),
    "a_single_page_app_with_many_connections": Row(
        {"frontend": "spa", "concurrency": "high", "bottleneck": "io", "typed_contract": True},
        "fastapi",
        "moderate",
        ["api-first", "high-concurrency", "spa", "typed-contract", "io-bound"],
        [],
    ),
    "many_connections_that_compute": Row(
        {"workload": "templates", "concurrency": "high", "bottleneck": "cpu"},
        "flask",
        "moderate",
        ["server-rendered"],
        ["high-concurrency"],
    ),
    "few_connections_that_wait": Row(
        {"concurrency": "low", "bottleneck": "io"}, "fastapi", "moderate", ["api-first"], ["low-concurrency"]
    ),
    "a_prototype_with_few_endpoints": Row(
        {"scale": "prototype", "concurrency": "low"},
        "flask",
        "torn",
        ["low-concurrency", "prototype", "few-endpoints"],
        ["api-first"],
    ),
    "open_ended_and_free": Row(
        {"scale": "open-ended", "style": "freedom"},
        "fastapi",
        "torn",
        ["api-first"],
        ["freedom", "open-ended"],
    ),
    "large_with_one_agreed_way": Row(
        {"workload": "templates", "scale": "production", "style": "conventions"},
        "flask",
        "moderate",
        ["server-rendered"],
        ["large-scale", "conventions"],
    ),
    "a_small_api_is_still_an_api": Row({"scale": "small"}, "fastapi", "moderate", ["api-first"], []),
    "flask_code_that_stays_ties_with_an_api": Row(
        {"existing_code": "flask-keep"}, "flask", "torn", ["stable-flask"], ["api-first"]
    ),
    "pages_that_move_tie": Row(
        {"workload": "templates", "existing_code": "flask-migrate"},
        "flask",
        "torn",
        ["server-rendered"],
        ["incremental-migration"],
    ),
    "a_flask_team_that_moves_an_api": Row(
        {"existing_code": "flask-migrate", "skills": ["flask"]},
        "fastapi",
        "strong",
        ["api-first", "incremental-migration"],
        ["steep-start"],
    ),
    "a_flask_team_with_an_api_ties": Row(
        {"skills": ["flask"]}, "fastapi", "torn", ["api-first"], ["flask-experience", "steep-start"]
    ),
    "a_team_that_knows_none_of_it": Row(
        {"skills": []}, "fastapi", "moderate", ["api-first"], ["steep-start"]
    ),
    "a_team_with_types_but_not_async": Row(
        {"skills": ["type-hints", "pydantic"]}, "fastapi", "strong", ["api-first"], []
    ),
    "a_team_with_async_but_not_types": Row({"skills": ["async"]}, "fastapi", "strong", ["api-first"], []),
    "a_team_with_types_and_async": Row(
        {"skills": ["type-hints", "async"]}, "fastapi", "strong", ["api-first", "async-ready"], []
    ),
    "a_team_that_knows_both_frameworks": Row(
        {"skills": ["flask", "fastapi"]},
        "fastapi",
        "strong",
        ["api-first", "async-ready"],
        ["flask-experience"],
    ),
    "a_margin_of_half_the_points_is_strong": Row(
        {"skills": ["type-hints"], "typed_contract": True, "style": "freedom"},
        "fastapi",
        "strong",
        ["api-first", "typed-contract"],
        ["freedom"],
    ),
    "a_smaller_margin_is_moderate": Row(
        {"skills": ["type-hints"], "style": "freedom"}, "fastapi", "moderate", ["api-first"], ["freedom"]
    ),
    "answers_that_say_nothing": Row(
        {"bottleneck": "unsure", "style": "unsure", "existing_code": "none", "typed_contract": False},
        "fastapi",
        "moderate",
        ["api-first"],
        [],
    ),
}

FILES: dict[str, tuple[str, str, list[str], list[str]]] = {
    "api": (
        "fastapi",
        "strong",
        ["api-first", "high-concurrency", "spa", "typed-contract", "io-bound", "async-ready", "large-scale"],
        [],
    ),
    "ml": ("flask", "strong", ["notebook-model", "prototype", "steep-start"], []),
    "realtime": (
        "fastapi",
        "strong",
        ["real-time", "high-concurrency", "spa", "async-ready"],
        ["open-ended"],
    ),
    "templates": (
        "flask",
        "strong",
        ["server-rendered", "low-concurrency", "freedom", "flask-experience", "steep-start", "small-app"],
        [],
    ),
}

# Favours neither framework, so it shows as a risk instead of a reason.
CAVEATS = {"cpu-bound"}


def outcome(raw: dict[str, Any]) -> tuple[str, str, list[str], list[str]]:
    result = recommend(parse(raw))
    return (
        result.framework,
        result.confidence,
        [reason.rule for reason in result.reasons],
        [reason.rule for reason in result.tradeoffs],
    )


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_the_answers_lead_to_the_framework_for_these_reasons(row: Row) -> None:
    assert outcome(row.raw) == row[1:]


@pytest.mark.parametrize("name", FILES)
def test_an_answers_file_leads_to_the_framework_for_these_reasons(name: str) -> None:
    (path,) = (path for path in ANSWERS_FILES if path.stem == name)
    assert outcome(load_answers(path)) == FILES[name]


def test_every_answers_file_has_a_row() -> None:
    assert [path.stem for path in ANSWERS_FILES] == sorted(FILES)


def test_there_is_an_answers_file_for_each_workload() -> None:
    workloads = {tomllib.loads(path.read_text(encoding="utf-8"))["workload"] for path in ANSWERS_FILES}
    assert workloads == {"api", "templates", "realtime", "ml"}


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.favours], ids=lambda rule: rule.name)
def test_every_rule_fires_in_a_row(rule: Rule) -> None:
    assert any(rule.name in row.reasons + row.tradeoffs for row in ROWS.values())


@pytest.mark.parametrize("name", [rule.name for rule in RULES if not rule.favours])
def test_a_rule_for_neither_framework_is_told_as_a_risk(name: str) -> None:
    rows = [recommend(parse(row.raw)) for row in ROWS.values()]
    assert any(name in [risk.rule for risk in result.risks] for result in rows)
    assert name in CAVEATS


WEIGHTS: list[tuple[str, dict[str, Any], int]] = [
    ("api-first", {}, 4),
    ("server-rendered", {"workload": "templates"}, 4),
    ("server-rendered", {"workload": "templates", "frontend": "server-rendered"}, 4),
    ("server-rendered", {"frontend": "server-rendered"}, 2),
    ("real-time", {"workload": "realtime"}, 4),
    ("real-time", {"also": ["realtime"]}, 4),
    ("ml-serving", {"workload": "ml"}, 4),
    ("ml-serving", {"also": ["ml"]}, 2),
    ("notebook-model", {"workload": "ml", "scale": "prototype", "audience": "internal"}, 2),
    ("spa", {"frontend": "spa"}, 2),
    ("high-concurrency", {"concurrency": "high"}, 3),
    ("high-concurrency", {"concurrency": "high", "bottleneck": "io"}, 3),
    ("high-concurrency", {"concurrency": "high", "bottleneck": "cpu"}, 1),
    ("low-concurrency", {"concurrency": "low"}, 2),
    ("typed-contract", {"typed_contract": True}, 2),
    ("prototype", {"scale": "prototype"}, 2),
    ("small-app", {"workload": "ml", "scale": "small"}, 1),
    ("large-scale", {"scale": "production"}, 1),
    ("open-ended", {"scale": "open-ended"}, 1),
    ("io-bound", {"bottleneck": "io"}, 2),
    ("freedom", {"style": "freedom"}, 2),
    ("conventions", {"style": "conventions"}, 1),
    ("flask-experience", {"skills": ["flask"]}, 2),
    ("async-ready", {"skills": ["fastapi"]}, 2),
    ("async-ready", {"skills": ["pydantic", "async"]}, 2),
    ("steep-start", {"skills": []}, 2),
    ("stable-flask", {"existing_code": "flask-keep"}, 4),
    ("incremental-migration", {"existing_code": "flask-migrate"}, 4),
    ("few-endpoints", {"scale": "prototype", "concurrency": "low"}, 1),
]


@pytest.mark.parametrize(("name", "raw", "weight"), WEIGHTS)
def test_a_rule_has_its_weight(name: str, raw: dict[str, Any], weight: int) -> None:
    result = recommend(parse(raw))
    assert {reason.rule: reason.weight for reason in result.reasons + result.tradeoffs}[name] == weight


def test_the_weight_of_every_rule_is_checked() -> None:
    assert {name for name, _, _ in WEIGHTS} == {rule.name for rule in RULES} - CAVEATS


def test_rule_names_are_unique() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_cites_known_documents_each_once(rule: Rule) -> None:
    cited = [*rule.sources, *([rule.against[0]] if rule.against else [])]
    assert rule.sources
    assert set(cited) <= set(DOCUMENTS)
    assert len(set(cited)) == len(cited)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_says_why_and_what_it_costs_in_short_sentences(rule: Rule) -> None:
    assert rule.text.endswith(".")
    assert len(rule.text) <= 220
    assert (rule.favours is None) == (rule.cost == "")
    assert rule.favours is None or rule.cost.startswith(f"With {rule.favours.other.label}, ")
