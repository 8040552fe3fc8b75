"""One answer changed, and everything that follows from it for the others."""

from typing import Any

from pyscaffold_api.answer_types import Answers, Workload
from pyscaffold_api.answers import given, parse
from pyscaffold_api.names import slugify_name, suggest_slug
from pyscaffold_api.questions import QUESTIONS, Kind


def changed(answers: Answers, key: str, answer: object) -> Answers:
    """The answers with one of them replaced, or taken back where `answer` is None.

    What the change leaves no place for is dropped: answers to questions that make no sense any more, and a
    workload added to itself. Raises InvalidAnswer for an answer that cannot be accepted.
    """
    raw: dict[str, Any] = given(answers)
    raw.pop(key, None)
    if answer is not None:
        raw[key] = answer
    if key in ("project_name", "project_slug"):
        _follow_name(raw, before=answers.project_name)
    if "also" in raw:
        workload = raw.get("workload", Workload.API)
        raw["also"] = [added for added in raw["also"] if added != workload]
    return parse(_applicable(raw, answers))


def _follow_name(raw: dict[str, Any], *, before: str | None) -> None:
    """Keep a slug only where it differs from the one that the name gives, or that one cannot be used."""
    name = raw.get("project_name")
    if name is None:
        return
    usable = suggest_slug(name)
    slug = raw.pop("project_slug", usable)
    if before is not None and slug == suggest_slug(before):
        slug = usable
    if not slug == usable == slugify_name(name):
        raw["project_slug"] = slug


def _applicable(raw: dict[str, object], before: Answers) -> dict[str, object]:
    """Leave out what was answered to a question that is not asked any more.

    An answer that came in by another way than its question stays: nothing has changed for it.
    """
    texts = [question.key for question in QUESTIONS if question.kind is Kind.TEXT]
    kept = {key: raw[key] for key in texts if key in raw}
    for question in QUESTIONS:
        if question.key in raw and (question.when(parse(kept)) or not question.when(before)):
            kept[question.key] = raw[question.key]
    return kept
