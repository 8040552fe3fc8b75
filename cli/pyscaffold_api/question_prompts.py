"""From a question to the prompt that asks it, and from what was picked back to an answer."""

from collections.abc import Callable, Iterable

from pyscaffold_api.answer_types import Answers, Workload
from pyscaffold_api.answers import given
from pyscaffold_api.asker import ChoicePrompt, Item, ListPrompt, TextPrompt
from pyscaffold_api.catalogue import not_built
from pyscaffold_api.labels import NO, NONE_OF_THESE, NOT_SURE, YES
from pyscaffold_api.questions import Choice, Kind, Question

_NOT_SURE = "not-sure"
_NONE = "none"
_UNSURE_CHOICE = "unsure"


def text_prompt(
    question: Question, answers: Answers, *, counter: str, default: str, problem: Callable[[str], str | None]
) -> TextPrompt:
    return TextPrompt(
        message=question.prompt,
        help=question.help,
        counter=counter,
        default=default,
        earlier=getattr(answers, question.key) or "",
        problem=problem,
    )


def choice_prompt(question: Question, answers: Answers, *, counter: str) -> ChoicePrompt:
    if question.kind is Kind.BOOLEAN:
        items = [Item(value=YES, label=YES), Item(value=NO, label=NO)]
    else:
        items = _items(question, question.choices)
    if question.unsure:
        items = [_not_sure(), *(item for item in items if item.value != _UNSURE_CHOICE)]
    return ChoicePrompt(
        message=question.prompt,
        help=question.help,
        counter=counter,
        items=tuple(items),
        preselected=_preselected(question, answers),
    )


def list_prompt(question: Question, answers: Answers, *, counter: str) -> ListPrompt:
    main = answers.workload or Workload.API
    repeats = main if question.key == "also" else None
    items = _items(question, (choice for choice in question.choices if choice.value != repeats))
    if question.unsure:
        items = [_not_sure(), Item(value=_NONE, label=NONE_OF_THESE, alone=True), *items]
    return ListPrompt(
        message=question.prompt,
        help=question.help,
        counter=counter,
        items=tuple(items),
        preselected=_preticked(question, answers),
    )


def chosen_answer(question: Question, picked: str) -> str | bool | None:
    """The answer that an item stands for; None for "not sure"."""
    if picked == _NOT_SURE:
        return None
    return picked == YES if question.kind is Kind.BOOLEAN else picked


def listed_answer(picked: tuple[str, ...]) -> list[str] | None:
    """The answer that ticked items stand for; None for "not sure"."""
    return None if _NOT_SURE in picked else [value for value in picked if value != _NONE]


def _items(question: Question, choices: Iterable[Choice]) -> list[Item]:
    missing = not_built(question.key)
    return [
        Item(
            value=str(choice.value),
            label=choice.label,
            help=choice.help,
            note="not available yet" if choice.value in missing else "",
            disabled=choice.value in missing,
        )
        for choice in choices
    ]


def _not_sure() -> Item:
    return Item(value=_NOT_SURE, label=NOT_SURE, help="Leave it open; it will not count", alone=True)


def _preselected(question: Question, answers: Answers) -> str:
    earlier = given(answers).get(question.key)
    if earlier is None or earlier == _UNSURE_CHOICE:
        return _NOT_SURE if question.unsure else str(question.default)
    return (YES if earlier else NO) if isinstance(earlier, bool) else str(earlier)


def _preticked(question: Question, answers: Answers) -> tuple[str, ...]:
    earlier = getattr(answers, question.key)
    if earlier is not None:
        return tuple(str(value) for value in earlier) or ((_NONE,) if question.unsure else ())
    if question.unsure:
        return (_NOT_SURE,)
    return tuple(str(value) for value in question.default) if isinstance(question.default, tuple) else ()
