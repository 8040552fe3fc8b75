"""From what a person typed, or a file says, to `Answers`, and back to a command line."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pyscaffold_api.answer_types import Answers, Framework, Frontend, Workload
from pyscaffold_api.errors import InvalidAnswer
from pyscaffold_api.names import SLUG_MAX_LENGTH, check_name, check_slug
from pyscaffold_api.questions import BY_KEY, QUESTIONS, RECOMMENDED, Kind, Question

TEXT_LENGTHS: dict[str, tuple[int, int]] = {
    "project_name": (1, 100),
    "project_slug": (1, SLUG_MAX_LENGTH),
    # As long as "The ... authors" of the longest project name.
    "author_name": (1, 112),
    "description": (0, 500),
}

_EMPTY_LIST = "none"
_A_FILE = "Pass the path of a TOML file that you may read."
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def parse(raw: Mapping[str, object]) -> Answers:
    """The answers, checked alone and against each other.

    `raw` holds text, booleans and lists of text; what is not in it is not given. The first fault found is
    raised as `InvalidAnswer`, with what would be accepted.
    """
    answers = Answers(**_each_parsed(raw))
    if answers.project_slug is not None:
        check_slug(answers.project_slug)
    elif answers.project_name is not None:
        check_name(answers.project_name)
    if (clash := conflict(answers)) is not None:
        raise clash
    return answers


def conflict(answers: Answers) -> InvalidAnswer | None:
    """What is wrong with these answers taken together, each being fine alone."""
    workload = answers.workload or Workload.API
    if workload in (answers.also or ()):
        repeats = "" if answers.workload else ", which is what it is when it is not given"
        return InvalidAnswer(
            f"also = {workload} repeats workload = {workload}{repeats}.",
            hint=f"Leave {workload} out of also, or choose another workload.",
        )
    if workload is Workload.TEMPLATES and answers.frontend not in (None, Frontend.SERVER_RENDERED):
        return InvalidAnswer(
            f"frontend = {answers.frontend} does not go with workload = templates, which is server-rendered.",
            hint="Say frontend = server-rendered or nothing, or choose workload = api with also = templates.",
        )
    return None


def load_answers(path: Path) -> dict[str, object]:
    """The answers in a TOML file, as text, booleans and lists for `parse`.

    The record of a starter does as well: its answers, and the framework that was chosen.
    """
    document = _read_toml(path)
    answers = document.get("answers")
    if isinstance(answers, dict):
        if repeated := [key for key in answers if key in document]:
            raise InvalidAnswer(
                f"{path}: {', '.join(repeated)} is given above [answers] and again inside it.",
                hint="Keep one of them.",
            )
        record = {
            key: document.pop(key) for key in ("answers", "framework", "tree", "version") if key in document
        }
        framework = {"framework": record["framework"]} if "framework" in record else {}
        document = {**document, **answers, **framework}
    try:
        slug = _each_parsed(document).get("project_slug")
        if slug is not None:
            check_slug(slug)
    except InvalidAnswer as error:
        raise InvalidAnswer(f"{path}: {error.message}", hint=error.hint) from None
    return document


def given(answers: Answers) -> dict[str, object]:
    """What was given, as text, booleans and lists, in the order of the questions."""
    plain = {question.key: _plain(getattr(answers, question.key)) for question in QUESTIONS}
    return {key: answer for key, answer in plain.items() if answer is not None}


def value(answers: Answers, key: str) -> Any:
    """The answer given, or the default that does not depend on anything, or None."""
    answer = getattr(answers, key)
    return BY_KEY[key].default if answer is None else answer


def features(answers: Answers) -> frozenset[Workload]:
    """The workloads that the starter serves. Real-time and models are reached with the API's tokens."""
    asked = frozenset({value(answers, "workload"), *value(answers, "also")})
    return asked | {Workload.API} if asked & {Workload.REALTIME, Workload.ML} else asked


def command(answers: Answers, framework: Framework) -> list[str]:
    """The command that gives the same pure render again, asking nothing."""
    name = answers.project_name
    # A leading hyphen would make the name look like a flag.
    named = [] if name is None else [f"--project-name={name}"] if name.startswith("-") else [name]
    flags = [
        flag
        for key, answer in given(answers).items()
        if key not in ("project_name", "framework")
        for flag in _flags(BY_KEY[key], answer)
    ]
    return ["pyscaffold-api", "new", *named, *flags, "--framework", framework.value, "--no-input"]


def _flags(question: Question, answer: object) -> list[str]:
    if question.kind is Kind.BOOLEAN:
        yes, no = question.flag.split("/")
        return [yes if answer else no]
    if isinstance(answer, list):
        return [f"{question.flag}={item}" for item in answer or [_EMPTY_LIST]]
    return [f"{question.flag}={answer}"]


def _plain(answer: object) -> object:
    if isinstance(answer, tuple):
        return [str(item) for item in answer]
    return str(answer) if isinstance(answer, str) else answer


def _each_parsed(raw: Mapping[str, object]) -> dict[str, Any]:
    """The answers, each checked alone."""
    _check_keys(raw)
    return {
        question.key: _parsed(question, raw[question.key]) for question in QUESTIONS if question.key in raw
    }


def _check_keys(raw: Iterable[str]) -> None:
    for key in raw:
        if key not in BY_KEY:
            near = _did_you_mean(key.replace("-", "_"), BY_KEY)
            raise InvalidAnswer(
                f"There is no answer called {_shown(key)}.", hint=f"{near}Accepted: {', '.join(BY_KEY)}."
            )


def _parsed(question: Question, raw: object) -> object:
    match question.kind:
        case Kind.TEXT:
            return _text(question, raw)
        case Kind.BOOLEAN:
            if not isinstance(raw, bool):
                raise _wrong(question, raw, "Accepted: true, false.")
            return raw
        case Kind.LIST:
            return _list(question, raw)
        case Kind.CHOICE:
            choice = _choice(question, raw)
            return None if choice == RECOMMENDED else choice


def _text(question: Question, raw: object) -> str:
    least, most = TEXT_LENGTHS[question.key]
    if not isinstance(raw, str):
        raise _wrong(question, raw, "Accepted: text in quotes.")
    if _NOT_TEXT.search(raw):
        raise _wrong(question, raw, "Accepted: text without control characters, other than tab and newline.")
    text = raw.strip()
    if not least <= len(text) <= most:
        message = f"{question.key} has {len(text)} characters."
        raise InvalidAnswer(message, hint=f"Accepted: {least} to {most} characters.")
    return text


def _list(question: Question, raw: object) -> tuple[str, ...]:
    if raw == _EMPTY_LIST:
        return ()
    accepted = ", ".join(choice.value for choice in question.choices)
    if not isinstance(raw, list | tuple):
        raise _wrong(question, raw, f"Accepted: a list of any of {accepted}; or none.")
    items = [item for item in raw if item != _EMPTY_LIST]
    if items and len(items) < len(raw):
        raise InvalidAnswer(
            f"{question.key} has none beside others.", hint="Give none alone, or leave it out."
        )
    chosen = {_choice(question, item) for item in items}
    return tuple(choice.value for choice in question.choices if choice.value in chosen)


def _choice(question: Question, raw: object) -> str:
    for choice in question.choices:
        if choice.value == raw:
            return choice.value
    accepted = [choice.value for choice in question.choices]
    near = _did_you_mean(raw, accepted) if isinstance(raw, str) else ""
    raise _wrong(question, raw, f"{near}Accepted: {', '.join(accepted)}.")


def _wrong(question: Question, raw: object, hint: str) -> InvalidAnswer:
    return InvalidAnswer(f"{question.key} cannot be {_shown(raw)}.", hint=hint)


def _did_you_mean(word: str, accepted: Iterable[str]) -> str:
    from difflib import get_close_matches

    in_lower_case = {choice.lower(): choice for choice in accepted}
    near = get_close_matches(word.lower(), in_lower_case, n=1)
    return f"Did you mean {in_lower_case[near[0]]}? " if near else ""


def _shown(raw: object) -> str:
    if isinstance(raw, bool):
        return str(raw).lower()
    # repr escapes what could act on a terminal; a long value adds nothing to a message.
    text = repr(raw)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _read_toml(path: Path) -> dict[str, object]:
    import tomllib

    try:
        # Editors on Windows put a byte order mark first, which TOML does not know.
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise InvalidAnswer(f"There is no answers file at {path}.", hint=_A_FILE) from None
    except IsADirectoryError:
        raise InvalidAnswer(f"The answers file {path} is a folder.", hint=_A_FILE) from None
    except OSError as error:
        message = f"The answers file {path} cannot be read: {error.strerror}."
        raise InvalidAnswer(message, hint=_A_FILE) from None
    except UnicodeDecodeError as error:
        message = f"The answers file {path} is not UTF-8 text (byte {error.start})."
        raise InvalidAnswer(message, hint="Save it with the encoding UTF-8.") from None
    except (ValueError, RecursionError) as error:
        message = f"The answers file {path} is not TOML: {error}."
        raise InvalidAnswer(message, hint='Write one answer a line, such as: workload = "api"') from None
