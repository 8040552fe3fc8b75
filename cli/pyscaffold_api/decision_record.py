"""The recommendation as an architecture decision record in Markdown."""

import textwrap
from collections.abc import Iterable, Iterator

from pyscaffold_api.answer_types import Answers, Framework, Workload
from pyscaffold_api.labels import answer_label
from pyscaffold_api.questions import BY_KEY, QUESTIONS, Question
from pyscaffold_api.recommend import Flip, Reason, Recommendation, weigh
from pyscaffold_api.risks import risks_of

_WIDTH = 100


def decision_record(answers: Answers, recommendation: Recommendation, framework: Framework) -> str:
    """Why this project is built on this framework, and what was recommended if that was the other one.

    Only the deciding answers are told. Each is one of a closed set of choices, so there is nothing to escape.
    """
    reasons, tradeoffs = weigh(answers, framework)
    sections = {
        "Status": ["Accepted"],
        "Context": _context(answers),
        "Decision": _decision(recommendation, framework),
        f"What speaks for {framework.label}": _items(_reason(reason) for reason in reasons),
        f"What speaks for {framework.other.label}, and what going without it costs": _items(
            _reason(reason) for reason in tradeoffs
        ),
        "What would change the recommendation": _changes(recommendation),
        "Risks": _items(risk.text for risk in risks_of(answers, framework)),
    }
    blocks = [f"# 1. Web framework: {framework.label}"]
    for title, body in sections.items():
        blocks += [f"## {title}", *body]
    return "\n\n".join(blocks) + "\n"


def _context(answers: Answers) -> list[str]:
    told = [_answer(question, getattr(answers, question.key)) for question in QUESTIONS if question.deciding]
    return [
        _wrap(
            "The framework was recommended by fixed rules drawn from published comparisons. The first answer "
            "always counts; of the others, what was not answered is not listed and had no weight."
        ),
        _list(answer for answer in told if answer),
    ]


def _answer(question: Question, answer: str | bool | tuple[str, ...] | None) -> str:
    if question.key == "workload" and answer is None:
        return f"{question.prompt} {answer_label(question, Workload.API)} (not answered; this is the default)"
    return "" if answer is None else f"{question.prompt} {answer_label(question, answer)}"


def _decision(recommendation: Recommendation, framework: Framework) -> list[str]:
    recommended = recommendation.framework
    points = f"{recommendation.scores[recommended]} points to {recommendation.scores[recommended.other]}"
    judged = f"{points}, confidence {recommendation.confidence}"
    if framework is recommended:
        decided = f"We build on {framework.label}, as recommended ({judged})."
    else:
        decided = (
            f"We build on {framework.label}. The recommendation was {recommended.label} ({judged}); "
            f"the team overruled it and chose {framework.label}."
        )
    return [_wrap(decided), *(_wrap(remark) for remark in recommendation.remarks)]


def _reason(reason: Reason) -> str:
    return f"**{reason.rule}** (weight {reason.weight}): {reason.text} Source: {reason.document}."


def _changes(recommendation: Recommendation) -> list[str]:
    other = recommendation.framework.other.label
    if not recommendation.flips:
        return [_wrap(f"No change of a single answer would give {other}.")]
    return [
        _wrap(f"Each of these changes, alone, would give {other}:"),
        _list(_change(flip) for flip in recommendation.flips),
    ]


def _change(flip: Flip) -> str:
    question = BY_KEY[flip.key]
    before = "not answered" if flip.before is None else answer_label(question, flip.before)
    return f"{question.prompt} {answer_label(question, flip.after)} (now: {before})"


def _items(items: Iterable[str]) -> list[str]:
    return [_list(items) or "Nothing in the answers."]


def _list(items: Iterable[str]) -> str:
    return "\n".join(_wrap(item, bullet="- ") for item in items)


def _wrap(text: str, bullet: str = "") -> str:
    return "\n".join(_lines(text, bullet))


def _lines(text: str, bullet: str) -> Iterator[str]:
    # A hyphen between spaces must not start a line, where it would begin a list item.
    held = text.replace(" - ", "\N{NO-BREAK SPACE}- ")
    for line in textwrap.wrap(
        held,
        _WIDTH,
        initial_indent=bullet,
        subsequent_indent=" " * len(bullet),
        break_long_words=False,
        break_on_hyphens=False,
    ):
        yield line.replace("\N{NO-BREAK SPACE}", " ")
