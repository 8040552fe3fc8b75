"""Questions, answers and changes of answers in words for people."""

from collections.abc import Iterable
from itertools import groupby

from pyscaffold_api.questions import BY_KEY, Kind, Question
from pyscaffold_api.recommend import Flip

YES, NO = "Yes", "No"
NOT_SURE = "Not sure"
NONE_OF_THESE = "None of these"


def title(question: Question) -> str:
    """The question in a word or two."""
    return question.key.replace("_", " ").capitalize()


def answer_label(question: Question, answer: str | bool | tuple[str, ...]) -> str:
    """An answer as the interview words it."""
    if question.kind is Kind.BOOLEAN:
        return YES if answer else NO
    labels = {choice.value: choice.label for choice in question.choices}
    if isinstance(answer, tuple):
        return ", ".join(labels[item] for item in answer) or NONE_OF_THESE
    return labels.get(str(answer), str(answer))


def flip_sentences(flips: Iterable[Flip]) -> list[str]:
    """What would have to be answered otherwise: a sentence for each question, in the order of the flips."""
    return [
        f"{BY_KEY[key].prompt} {_difference(BY_KEY[key], list(group))}"
        for key, group in groupby(flips, lambda flip: flip.key)
    ]


def _difference(question: Question, flips: list[Flip]) -> str:
    before = flips[0].before
    if isinstance(before, tuple):
        return _membership(question, before, flips)
    new = _either(answer_label(question, flip.after) for flip in flips)
    if before is None:
        return f"{new} instead of {NOT_SURE.lower()}."
    return f'{new} instead of "{answer_label(question, before)}".'


def _membership(question: Question, before: tuple[str, ...], flips: list[Flip]) -> str:
    """How a list that was answered would have to differ, by one item at a time."""
    changed = {item for flip in flips if isinstance(flip.after, tuple) for item in {*flip.after} ^ {*before}}
    items = [choice for choice in question.choices if choice.value in changed]
    gained = _either(item.label for item in items if item.value not in before)
    lost = _either(item.label for item in items if item.value in before)
    return " ".join(filter(None, (gained and f"With {gained} as well.", lost and f"Without {lost}.")))


def _either(labels: Iterable[str]) -> str:
    """The labels as alternatives; nothing where there is none."""
    *others, last = [f'"{label}"' for label in labels] or [""]
    return f"{', '.join(others)} or {last}" if others else last
