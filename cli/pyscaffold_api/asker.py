"""What is asked, as data, and what the interview expects of whoever asks it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from pyscaffold_api.answer_types import Answers
from pyscaffold_api.errors import MissingAnswer
from pyscaffold_api.recommend import Recommendation


class WentBack(Exception):  # noqa: N818 (a wish of the person, not an error)
    """The person wants to go back instead of answering."""


@dataclass(frozen=True, kw_only=True)
class Item:
    """One item of a menu. `help` explains it; `note` is what everybody must know about it.

    In a list, an item that stands `alone` cannot be ticked beside others.
    """

    value: str
    label: str
    note: str = ""
    help: str = ""
    disabled: bool = False
    alone: bool = False

    @property
    def title(self) -> str:
        return " ".join(filter(None, (self.label, self._remark)))

    @property
    def explanation(self) -> str:
        return " ".join(filter(None, (self.help, self._remark)))

    @property
    def _remark(self) -> str:
        return f"({self.note})" if self.note else ""


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """What every kind of question has. `counter` says how far the interview is, such as "3 of 16"."""

    message: str
    help: str = ""
    counter: str = ""


@dataclass(frozen=True, kw_only=True)
class TextPrompt(Prompt):
    """Asks for text. `default` is what no text means, `earlier` is there to be edited.

    `problem` says what is wrong with a text, in a sentence or two, or None.
    """

    problem: Callable[[str], str | None]
    default: str = ""
    earlier: str = ""


@dataclass(frozen=True, kw_only=True)
class ChoicePrompt(Prompt):
    """Asks for one item, by its value."""

    items: tuple[Item, ...]
    preselected: str


@dataclass(frozen=True, kw_only=True)
class ListPrompt(Prompt):
    """Asks for any number of items, by their values; for none only where no item stands for that."""

    items: tuple[Item, ...]
    preselected: tuple[str, ...]

    @property
    def _alone(self) -> tuple[str, ...]:
        return tuple(item.value for item in self.items if item.alone)

    @property
    def may_be_empty(self) -> bool:
        return not self._alone

    def toggled(self, ticked: Iterable[str], value: str) -> tuple[str, ...]:
        """What is ticked once this item was ticked or unticked: always something that can be answered."""
        if value in self._alone:
            return (value,)
        changed = {*ticked} - {*self._alone} ^ {value}
        return tuple(item.value for item in self.items if item.value in changed) or self._alone[:1]

    def problem(self, ticked: Sequence[str]) -> str | None:
        """What is wrong with ticking these, in a sentence, or None."""
        if not ticked and not self.may_be_empty:
            return "Choose at least one."
        if len(ticked) > 1:
            for item in self.items:
                if item.alone and item.value in ticked:
                    return f'"{item.label}" cannot go together with anything else.'
        return None


class Asker(Protocol):
    """Puts prompts to a person.

    Every question may raise WentBack, KeyboardInterrupt, or MissingAnswer when there is nothing more to read.
    What is returned has no problem and is not disabled.
    """

    def text(self, prompt: TextPrompt) -> str: ...

    def choice(self, prompt: ChoicePrompt) -> str: ...

    def choices(self, prompt: ListPrompt) -> tuple[str, ...]: ...

    def show_summary(self, answers: Answers, defaults: Mapping[str, str]) -> None: ...

    def show_recommendation(self, recommendation: Recommendation, answers: Answers) -> None: ...


def input_ended(prompt: Prompt) -> MissingAnswer:
    """The failure to raise when the input ends at this prompt."""
    return MissingAnswer(
        f"The input ended at the question: {prompt.message}",
        hint="Pass --no-input to use defaults, or --answers FILE.",
    )
