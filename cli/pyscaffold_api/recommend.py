"""The recommendation: the rules' weights summed, and everything a person needs to judge the result."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from pyscaffold_api.answer_types import Answers, ExistingCode, Framework, Frontend, Workload
from pyscaffold_api.answers import conflict
from pyscaffold_api.documents import DOCUMENTS
from pyscaffold_api.questions import BY_KEY, Kind, Question
from pyscaffold_api.risks import Risk, risks_of
from pyscaffold_api.rules import RULES, Rule, evidence

CLOSING_QUESTION = "Both frameworks do the job. Can your team operate this one sustainably?"
LEAVE_IT_REMARK = (
    "Flask came out ahead although you plan to move: the documents would leave that system as it is."
)

# A team learns or hires, and load is a guess; what exists already rarely changes.
_EASIEST_TO_CHANGE_FIRST = (
    "skills",
    "concurrency",
    "bottleneck",
    "typed_contract",
    "style",
    "scale",
    "frontend",
    "also",
    "audience",
    "existing_code",
)
_AGREEMENT = (
    "",
    "One other document agrees.",
    "Two other documents agree.",
    "Three other documents agree.",
    "Four other documents agree.",
)


class Confidence(StrEnum):
    STRONG = "strong"
    MODERATE = "moderate"
    TORN = "torn"


@dataclass(frozen=True)
class Reason:
    """A rule that applies, in words; `document` is the title and date of its main source."""

    rule: str
    favours: Framework
    weight: int
    text: str
    source: str
    document: str


@dataclass(frozen=True)
class Flip:
    """One answer which, changed from `before` to `after`, gives the other framework; None is not given."""

    key: str
    before: str | bool | tuple[str, ...] | None
    after: str | bool | tuple[str, ...]


@dataclass(frozen=True)
class Recommendation:
    """A framework, and why: `reasons` speak for it, `tradeoffs` for the other one.

    `flips` are complete and the likeliest come first. `tie_break` says that the scores were equal.
    """

    framework: Framework
    confidence: Confidence
    scores: Mapping[Framework, int]
    reasons: tuple[Reason, ...]
    tradeoffs: tuple[Reason, ...]
    flips: tuple[Flip, ...]
    risks: tuple[Risk, ...]
    tie_break: bool
    remarks: tuple[str, ...]


def recommend(answers: Answers) -> Recommendation:
    """The framework these answers speak for. The same answers always give the same result."""
    answers = evidence(answers)
    scores = _scores(answers)
    framework = _decide(answers, scores)
    reasons, tradeoffs = weigh(answers, framework)
    return Recommendation(
        framework=framework,
        confidence=_confidence(answers, scores),
        scores=MappingProxyType(scores),
        reasons=reasons,
        tradeoffs=tradeoffs,
        flips=_likeliest_first(_flips(answers, framework)),
        risks=risks_of(answers, framework),
        tie_break=scores[Framework.FLASK] == scores[Framework.FASTAPI],
        remarks=_remarks(answers, framework, scores),
    )


def weigh(answers: Answers, framework: Framework) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
    """What speaks for taking this framework, and what speaks against it and is given up; heaviest first."""
    reasons = sorted(_reasons(evidence(answers), framework), key=lambda reason: -reason.weight)
    return (
        tuple(reason for reason in reasons if reason.favours is framework),
        tuple(reason for reason in reasons if reason.favours is not framework),
    )


def to_json(recommendation: Recommendation) -> dict[str, object]:
    """The recommendation as `recommend --json` prints it."""
    return {
        "framework": recommendation.framework.value,
        "confidence": recommendation.confidence.value,
        "scores": {framework.value: recommendation.scores[framework] for framework in Framework},
        "reasons": [_reason_json(reason) for reason in recommendation.reasons],
        "tradeoffs": [_reason_json(reason) for reason in recommendation.tradeoffs],
        "flips": [
            {"key": flip.key, "from": _plain(flip.before), "to": _plain(flip.after)}
            for flip in recommendation.flips
        ],
        "risks": [{"rule": risk.rule, "text": risk.text} for risk in recommendation.risks],
        "tie_break": recommendation.tie_break,
    }


def _scores(answers: Answers) -> dict[Framework, int]:
    scores = dict.fromkeys(Framework, 0)
    for rule in RULES:
        if rule.favours is not None and rule.applies(answers):
            scores[rule.favours] += rule.weight_for(answers)
    return scores


def _decide(answers: Answers, scores: Mapping[Framework, int]) -> Framework:
    if scores[Framework.FLASK] != scores[Framework.FASTAPI]:
        return max(Framework, key=lambda framework: scores[framework])
    if answers.existing_code is ExistingCode.FLASK_KEEP or not _is_api_first(answers):
        return Framework.FLASK
    return Framework.FASTAPI


def _is_api_first(answers: Answers) -> bool:
    if answers.workload is Workload.ML:
        return answers.frontend is not Frontend.SERVER_RENDERED
    return answers.workload in (Workload.API, Workload.REALTIME)


def _confidence(answers: Answers, scores: Mapping[Framework, int]) -> Confidence:
    margin = abs(scores[Framework.FLASK] - scores[Framework.FASTAPI])
    if margin <= 1:
        return Confidence.TORN
    if margin * 2 >= sum(scores.values()) and answers.skills is not None:
        return Confidence.STRONG
    return Confidence.MODERATE


def _reasons(answers: Answers, framework: Framework) -> Iterator[Reason]:
    for rule in RULES:
        if rule.favours is not None and rule.applies(answers):
            source = rule.sources[0]
            cost = "" if rule.favours is framework else rule.cost
            parts = (rule.text, _AGREEMENT[len(rule.sources) - 1], _disagreement(rule), cost)
            text = " ".join(part for part in parts if part)
            weight = rule.weight_for(answers)
            yield Reason(rule.name, rule.favours, weight, text, source, str(DOCUMENTS[source]))


def _disagreement(rule: Rule) -> str:
    if rule.against is None:
        return ""
    source, finding = rule.against
    return f"One document finds the opposite ({DOCUMENTS[source]}): {finding}"


def _flips(answers: Answers, framework: Framework) -> Iterator[Flip]:
    for key in _EASIEST_TO_CHANGE_FIRST:
        question = BY_KEY[key]
        if not question.when(answers):
            continue
        before = getattr(answers, key)
        for after in _other_answers(question, before):
            changed = replace(answers, **{key: after})
            if conflict(changed) is None and _decide(changed, _scores(changed)) is not framework:
                yield Flip(key, before, after)


def _other_answers(question: Question, before: Any) -> Iterator[Any]:
    """Every answer that is one change away; for a list, one item more or less."""
    choices = [choice.value for choice in question.choices]
    match question.kind:
        case Kind.LIST if before is None:
            yield ()
            yield from ((choice,) for choice in choices)
        case Kind.LIST:
            for choice in choices:
                yield tuple(item for item in choices if (item in before) is not (item == choice))
        case Kind.BOOLEAN:
            yield from (answer for answer in (True, False) if answer is not before)
        case _:
            yield from (choice for choice in choices if choice != before)


def _likeliest_first(flips: Iterable[Flip]) -> tuple[Flip, ...]:
    # Open questions come first: finding out is easier than changing what is.
    return tuple(sorted(flips, key=lambda flip: flip.before is not None))


def _remarks(answers: Answers, framework: Framework, scores: Mapping[Framework, int]) -> tuple[str, ...]:
    remarks = [CLOSING_QUESTION]
    if framework is Framework.FLASK and answers.existing_code is ExistingCode.FLASK_MIGRATE:
        remarks.insert(0, LEAVE_IT_REMARK)
    if scores[Framework.FLASK] == scores[Framework.FASTAPI]:
        remarks.insert(0, _tie_remark(answers))
    return tuple(remarks)


def _tie_remark(answers: Answers) -> str:
    if answers.existing_code is ExistingCode.FLASK_KEEP:
        return "The scores are equal; the Flask code that stays as it is decides."
    first = "is" if _is_api_first(answers) else "is not"
    return f"The scores are equal; what decides is that this {first} API-first."


def _reason_json(reason: Reason) -> dict[str, object]:
    return {
        "rule": reason.rule,
        "favours": reason.favours.value,
        "weight": reason.weight,
        "text": reason.text,
        "source": reason.source,
        "document": reason.document,
    }


def _plain(answer: str | bool | tuple[str, ...] | None) -> object:
    if isinstance(answer, tuple):
        return [str(item) for item in answer]
    return str(answer) if isinstance(answer, str) else answer
