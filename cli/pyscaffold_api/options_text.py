"""The answer keys as text for people."""

from textwrap import fill

from pyscaffold_api.catalogue import not_built
from pyscaffold_api.questions import QUESTIONS, Kind, Question


def options_text(width: int = 80) -> str:
    """Every answer key with its flag, choices, default and meaning."""
    return "\n\n".join(_entry(question, width) for question in QUESTIONS)


def _entry(question: Question, width: int) -> str:
    missing = {str(choice) for choice in not_built(question.key)}
    choices = [
        f"{c.value} (not built yet)" if str(c.value) in missing else str(c.value) for c in question.choices
    ]
    lines = [
        f"{question.key}  {question.flag}",
        f"{question.prompt} {question.help}",
        *([f"Choices: {', '.join(choices)}."] if choices else []),
        f"Kind: {_kind(question)}. Default: {_default(question)}." + _weight(question),
    ]
    first, *rest = lines
    indent = "    "
    return "\n".join(
        [first, *(fill(line, width, initial_indent=indent, subsequent_indent=indent) for line in rest)]
    )


def _weight(question: Question) -> str:
    if not question.deciding:
        return ""
    given = "given or not" if question.key == "workload" else "when given"
    return f" Decides the recommendation, {given}."


def _kind(question: Question) -> str:
    several = "; repeat the flag for several, none alone for no item" if question.kind is Kind.LIST else ""
    return f"{question.kind.value}{several}"


_COMPUTED = {
    "project_name": "asked; my-service with --no-input",
    "project_slug": "made from project_name",
    "author_name": "the name git is set up with",
    "skills": "unknown",
}


def _default(question: Question) -> str:
    if question.key in _COMPUTED:
        return _COMPUTED[question.key]
    default = question.default
    if isinstance(default, tuple):
        return ", ".join(map(str, default)) or "none"
    return str(default).lower() if isinstance(default, bool) else str(default).removesuffix(".")
