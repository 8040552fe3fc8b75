"""What holds of the recommendation whatever was answered."""

import statistics
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given as given_strategy
from pyscaffold_api.answer_types import Answers, Framework
from pyscaffold_api.answers import conflict, given, parse
from pyscaffold_api.errors import InvalidAnswer
from pyscaffold_api.questions import QUESTIONS, Kind, Question
from pyscaffold_api.recommend import Recommendation, recommend, to_json
from pyscaffold_api.rules import RULES, evidence
from strategies import deciding_answers, valid_answers

# Which added answers take weight from a rule, because a rule's own condition names them. The workload is not
# among them: it always counts, so giving it changes an answer instead of adding one.
FASTAPI_SKILLS = ("fastapi", "type-hints", "async", "pydantic")
CANCELLED_BY = {
    "ml-serving": {("scale", "prototype"), ("audience", "internal")},
    "io-bound": {("concurrency", "low")},
    "high-concurrency": {("bottleneck", "cpu")},
    "flask-experience": {("existing_code", "flask-migrate")},
    "steep-start": {("skills", skill) for skill in FASTAPI_SKILLS},
}

CANCELLING: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("ml-serving", {"workload": "ml", "audience": "internal"}, {"scale": "prototype"}),
    ("ml-serving", {"workload": "ml", "scale": "prototype"}, {"audience": "internal"}),
    ("io-bound", {"bottleneck": "io"}, {"concurrency": "low"}),
    ("high-concurrency", {"concurrency": "high"}, {"bottleneck": "cpu"}),
    ("flask-experience", {"skills": ["flask"]}, {"existing_code": "flask-migrate"}),
    *(
        ("steep-start", {"skills": []}, {"skills": [skill]})
        for _, skill in sorted(CANCELLED_BY["steep-start"])
    ),
]

# Giving the default of one of these fires no rule, so it counts as much as leaving the question open.
NEUTRAL_DEFAULTS = [
    question
    for question in QUESTIONS
    if question.deciding and question.key not in ("workload", "scale", "skills")
]


def weights(answers: Answers) -> dict[str, int]:
    seen = evidence(answers)
    return {rule.name: rule.weight_for(seen) for rule in RULES if rule.applies(seen)}


def additions(answers: Answers) -> Iterator[tuple[str, str | bool, Answers]]:
    """Every way of answering one more question, or adding one item to a list that was given."""
    for question in QUESTIONS:
        before = getattr(answers, question.key)
        if not question.deciding or question.key == "workload":
            continue
        for item, after in _added(question, before):
            more = replace(answers, **{question.key: after})
            if conflict(more) is None:
                yield question.key, item, more


def _added(question: Question, before: Any) -> Iterator[tuple[str | bool, Any]]:
    if question.kind is Kind.LIST:
        held = set(before or ())
        for choice in question.choices:
            if choice.value not in held:
                after = tuple(one.value for one in question.choices if one.value in held | {choice.value})
                yield choice.value, after
    elif before is None:
        items = (
            (False, True) if question.kind is Kind.BOOLEAN else [choice.value for choice in question.choices]
        )
        yield from ((item, item) for item in items)


def changes(answers: Answers) -> Iterator[tuple[str, object, object, Answers]]:
    """Every valid change of one answer, written without the code under test: key, before, after, answers."""
    raw = given(answers)
    for question in QUESTIONS:
        key = question.key
        skipped = (key == "frontend" and raw.get("workload") == "templates") or (
            key == "audience" and (raw.get("workload"), raw.get("scale")) != ("ml", "prototype")
        )
        if not question.deciding or key == "workload" or skipped:
            continue
        before: Any = raw.get(key)
        for after in _changed(question, before):
            try:
                yield key, before, after, parse({**raw, key: after})
            except InvalidAnswer:
                continue


def _changed(question: Question, before: Any) -> Iterator[object]:
    choices = [str(choice.value) for choice in question.choices]
    if question.kind is Kind.LIST:
        for chosen in product([False, True], repeat=len(choices)):
            after = [choice for choice, taken in zip(choices, chosen, strict=True) if taken]
            if (before is None and len(after) <= 1) or (
                before is not None and len(set(before) ^ set(after)) == 1
            ):
                yield after
    else:
        options: list[object] = [True, False] if question.kind is Kind.BOOLEAN else list(choices)
        yield from (option for option in options if option != before)


def points(result: Recommendation, framework: Framework) -> int:
    return sum(reason.weight for reason in result.reasons + result.tradeoffs if reason.favours is framework)


@given_strategy(deciding_answers())
def test_one_more_answer_in_favour_of_a_framework_never_moves_the_result_away(
    answers: Answers,
) -> None:
    before, framework = weights(answers), recommend(answers).framework
    for _, _, more in additions(answers):
        gained = [rule for rule in RULES if rule.name in weights(more).keys() - before.keys()]
        if framework in [rule.favours for rule in gained]:
            assert recommend(more).framework is framework


@given_strategy(deciding_answers())
def test_an_added_answer_takes_weight_from_a_rule_only_where_the_rule_says_so(answers: Answers) -> None:
    before = weights(answers)
    for key, item, more in additions(answers):
        after = weights(more)
        for rule in before:
            assert after.get(rule, -1) >= before[rule] or (key, item) in CANCELLED_BY[rule]


@pytest.mark.parametrize(("rule", "raw", "added"), CANCELLING)
def test_an_answer_that_cancels_a_rule_takes_its_weight(
    rule: str, raw: dict[str, Any], added: dict[str, Any]
) -> None:
    before, after = weights(parse(raw)), weights(parse(raw | added))
    assert after.get(rule, 0) < before[rule]


def test_every_cancelling_answer_is_shown_to_cancel() -> None:
    shown = {
        (rule, key, item[0] if isinstance(item, list) else item)
        for rule, _, added in CANCELLING
        for key, item in added.items()
    }
    assert shown == {(rule, *answer) for rule, answers in CANCELLED_BY.items() for answer in answers}


@given_strategy(deciding_answers())
def test_the_flips_are_true_and_complete(answers: Answers) -> None:
    result = recommend(answers)
    told = [(flip["key"], flip["from"], flip["to"]) for flip in _json_flips(result)]
    true = [
        (key, before, after)
        for key, before, after, changed in changes(answers)
        if recommend(changed).framework is not result.framework
    ]
    assert sorted(told, key=repr) == sorted(true, key=repr)


def _json_flips(result: Recommendation) -> list[dict[str, Any]]:
    flips = to_json(result)["flips"]
    assert isinstance(flips, list)
    return flips


@given_strategy(deciding_answers())
def test_the_scores_are_the_sums_of_the_weights_told(answers: Answers) -> None:
    result = recommend(answers)
    assert {framework: points(result, framework) for framework in Framework} == dict(result.scores)


@given_strategy(deciding_answers())
def test_reasons_speak_for_the_framework_and_tradeoffs_for_the_other(answers: Answers) -> None:
    result = recommend(answers)
    assert {reason.favours for reason in result.reasons} == {result.framework}
    assert {reason.favours for reason in result.tradeoffs} <= {result.framework.other}


@given_strategy(deciding_answers())
def test_reasons_are_told_heaviest_first_and_then_in_the_order_of_the_rules(answers: Answers) -> None:
    order = [rule.name for rule in RULES]
    for told in (recommend(answers).reasons, recommend(answers).tradeoffs):
        ranks = [(-reason.weight, order.index(reason.rule)) for reason in told]
        assert ranks == sorted(ranks)


@given_strategy(deciding_answers())
def test_the_larger_score_wins_and_a_tie_is_torn(answers: Answers) -> None:
    result = recommend(answers)
    won, lost = result.scores[result.framework], result.scores[result.framework.other]
    assert won >= lost
    assert result.tie_break == (won == lost)
    assert (result.confidence == "torn") == (won - lost <= 1)


@given_strategy(deciding_answers())
def test_confidence_is_strong_only_with_known_skills(answers: Answers) -> None:
    result = recommend(replace(answers, skills=None))
    assert result.confidence != "strong"


@given_strategy(valid_answers())
def test_only_deciding_answers_decide(answers: Answers) -> None:
    deciding = {question.key: getattr(answers, question.key) for question in QUESTIONS if question.deciding}
    assert recommend(answers) == recommend(Answers(**deciding))


@given_strategy(valid_answers())
def test_the_same_answers_give_the_same_recommendation(answers: Answers) -> None:
    assert recommend(answers) == recommend(parse(given(answers)))


def test_giving_the_default_scale_differs_from_not_giving_it() -> None:
    raw = {"workload": "realtime"}
    assert "small-app" not in weights(parse(raw))
    assert "small-app" in weights(parse(raw | {"scale": "small"}))


def test_giving_the_default_scale_can_change_the_framework() -> None:
    raw = {"workload": "ml", "concurrency": "low", "style": "freedom"}
    assert recommend(parse(raw)).framework is Framework.FASTAPI
    assert recommend(parse(raw | {"scale": "small"})).framework is Framework.FLASK


def test_having_none_of_the_skills_differs_from_not_knowing() -> None:
    assert "steep-start" not in weights(parse({}))
    assert "steep-start" in weights(parse({"skills": []}))


@given_strategy(deciding_answers())
def test_other_defaults_are_given_without_changing_the_scores(answers: Answers) -> None:
    for question in NEUTRAL_DEFAULTS:
        plain: dict[str, Any] = {question.key: question.default}
        default = replace(answers, **plain)
        unanswered = replace(answers, **{question.key: None})
        if conflict(default) is None:
            assert recommend(default).scores == recommend(unanswered).scores
            assert given(default) != given(unanswered)


def test_a_recommendation_takes_less_than_five_milliseconds() -> None:
    skills: list[list[str]] = [[], ["flask"], ["fastapi", "async"], ["type-hints"]]
    scales = ("small", "prototype", "production", "open-ended")
    workloads = ("api", "templates", "realtime", "ml")
    took = []
    for workload, scale, known in product(workloads, scales, skills):
        answers = parse({"workload": workload, "scale": scale, "skills": known, "concurrency": "low"})
        started = time.perf_counter()
        recommend(answers)
        took.append(time.perf_counter() - started)
    assert statistics.median(took) < 0.005
