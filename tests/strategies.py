"""Hypothesis strategies for answers that are valid, and for text that is meant to break something."""

from typing import Any

from hypothesis import strategies as st
from pyscaffold_api.answer_types import Answers
from pyscaffold_api.answers import conflict, parse
from pyscaffold_api.questions import QUESTIONS, Kind, Question

# Any text an answer may hold: no control characters but tab and newline, no lone surrogates.
answer_characters = st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\t\n")
hostile_fragments = st.sampled_from(
    [
        "{{ 7*7 }}",
        "{% raw %}",
        '"""',
        "'",
        "\\",
        "\n",
        "${HOME}",
        "`id`",
        "]]>",
        "<script>",
        "🦀",
        "\u202eabc",
        "#",
        "-",
    ]
)


def answer_text(*, most: int, least: int = 0) -> st.SearchStrategy[str]:
    """Text that `parse` accepts, hostile fragments among it; blank space at the ends is gone already."""
    pieces = st.text(answer_characters, max_size=20) | hostile_fragments
    joined = st.lists(pieces, max_size=8).map(lambda parts: "".join(parts)[:most].strip())
    return joined.filter(lambda text: len(text) >= least)


def project_names() -> st.SearchStrategy[str]:
    """Names that give a slug that can be used, whatever else is in them."""
    starts = st.sampled_from(["Project ", "-project ", "{{ project }} "])
    return st.builds(lambda start, rest: (start + rest).strip(), starts, answer_text(most=80))


def _raw_answer(question: Question) -> st.SearchStrategy[Any]:
    choices = [str(choice.value) for choice in question.choices]
    match question.kind:
        case Kind.BOOLEAN:
            return st.booleans()
        case Kind.CHOICE:
            return st.sampled_from(choices)
        case Kind.LIST:
            return st.lists(st.sampled_from(choices), unique=True)
        case Kind.TEXT:
            return _TEXTS[question.key]


_TEXTS = {
    "project_name": project_names(),
    "project_slug": st.from_regex(r"project(-[a-z0-9]{1,8}){0,4}", fullmatch=True),
    "author_name": answer_text(least=1, most=112),
    "description": answer_text(most=500),
}


def _valid(raw: dict[str, Any]) -> Answers:
    workload = raw.get("workload", "api")
    if "also" in raw:
        raw["also"] = [added for added in raw["also"] if added != workload]
    if workload == "templates" and "frontend" in raw:
        raw["frontend"] = "server-rendered"
    answers = parse(raw)
    assert conflict(answers) is None
    return answers


def _answers(questions: list[Question]) -> st.SearchStrategy[Answers]:
    optional = {question.key: _raw_answer(question) for question in questions}
    return st.fixed_dictionaries({}, optional=optional).map(_valid)


def valid_answers() -> st.SearchStrategy[Answers]:
    """Any valid answers; each may be given or not."""
    return _answers(list(QUESTIONS))


def deciding_answers() -> st.SearchStrategy[Answers]:
    """Any valid answers to the deciding questions; each may be given or not."""
    return _answers([question for question in QUESTIONS if question.deciding])
