"""Questions as numbered lines, for screen readers and terminals that can only print."""

import os
import sys
import textwrap
from collections.abc import Callable, Mapping
from typing import TextIO, TypeVar

from pyscaffold_api.answer_types import Answers
from pyscaffold_api.asker import ChoicePrompt, Item, ListPrompt, Prompt, TextPrompt, WentBack, input_ended
from pyscaffold_api.panel import open_console, recommendation_panel, summary
from pyscaffold_api.recommend import Recommendation

_BACK, _HELP, _NONE = "<", "?", "0"
_LEAST_COLUMNS, _USUAL_COLUMNS = 20, 80

Answer = TypeVar("Answer")


class PlainAsker:
    """Asks line by line: no colour, no cursor movement, nothing that is drawn twice."""

    def __init__(self, output: TextIO) -> None:
        self._output = output
        self._is_first = True

    def text(self, prompt: TextPrompt) -> str:
        def read(line: str) -> str:
            text = line or prompt.earlier
            if (problem := prompt.problem(text)) is not None:
                raise _Refused(problem)
            return text

        self._introduce(prompt)
        return self._answer(prompt, prompt.earlier or prompt.default, read, prompt.help)

    def choice(self, prompt: ChoicePrompt) -> str:
        def read(line: str) -> str:
            return _picked(prompt.items, line).value if line else prompt.preselected

        self._introduce(prompt, prompt.items)
        return self._answer(
            prompt, _numbers(prompt.items, (prompt.preselected,)), read, _explanation(prompt.items)
        )

    def choices(self, prompt: ListPrompt) -> tuple[str, ...]:
        def read(line: str) -> tuple[str, ...]:
            if not line:
                return prompt.preselected
            numbers = [] if line == _NONE else line.split(",")
            ticked = tuple(dict.fromkeys(_picked(prompt.items, number).value for number in numbers))
            if (problem := prompt.problem(ticked)) is not None:
                raise _Refused(problem)
            return ticked

        self._introduce(prompt, prompt.items)
        if prompt.may_be_empty:
            self._say(f"{_NONE}. None", indent="  ")
        self._say("Separate several numbers by commas.")
        suggested = _numbers(prompt.items, prompt.preselected) or _NONE
        return self._answer(prompt, suggested, read, _explanation(prompt.items))

    def show_summary(self, answers: Answers, defaults: Mapping[str, str]) -> None:
        width = self._columns()
        self._say("")
        open_console(self._output, plain_width=width).print(summary(answers, defaults, width=width))

    def show_recommendation(self, recommendation: Recommendation, answers: Answers) -> None:
        width = self._columns()
        content = recommendation_panel(recommendation, answers, width=width, plain=True)
        self._say("")
        open_console(self._output, plain_width=width).print(content)

    def _introduce(self, prompt: Prompt, items: tuple[Item, ...] = ()) -> None:
        if self._is_first:
            self._say(f"Enter accepts what stands in brackets, {_BACK} goes back, {_HELP} explains.")
            self._is_first = False
        counter = f"{prompt.counter}: " if prompt.counter else ""
        self._say("")
        self._say(f"{counter}{prompt.message}")
        if prompt.help:
            self._say(prompt.help)
        for number, item in enumerate(items, start=1):
            self._say(f"{number}. {item.title}", indent="  ")

    def _answer(
        self, prompt: Prompt, suggested: str, read: Callable[[str], Answer], explanation: str
    ) -> Answer:
        """Read lines until one is an answer."""
        while True:
            line = self._read_line(prompt, f"Answer [{suggested}]:" if suggested else "Answer:")
            if line == _BACK:
                raise WentBack
            if line == _HELP:
                self._say(explanation)
                continue
            try:
                return read(line)
            except _Refused as refusal:
                self._say(str(refusal))

    def _read_line(self, prompt: Prompt, cue: str) -> str:
        self._output.write("\n".join(textwrap.wrap(cue, self._columns() - 1)) + " ")
        self._output.flush()
        try:
            line = sys.stdin.readline()
        except UnicodeDecodeError:
            self._say(f"That is not text in {sys.stdin.encoding}; nothing was read.")
            return self._read_line(prompt, cue)
        except BaseException:
            # The cursor stands after the cue, where a closing message would go unnoticed.
            self._say("")
            raise
        if not line:
            self._say("")
            raise input_ended(prompt)
        return line.strip()

    def _say(self, text: str, indent: str = "") -> None:
        """Print text within the width of the terminal."""
        lines = [
            line
            for paragraph in text.splitlines()
            for line in textwrap.wrap(
                paragraph, self._columns(), initial_indent=indent, subsequent_indent=indent + indent
            )
        ]
        self._output.write("\n".join(lines) + "\n")

    def _columns(self) -> int:
        try:
            columns = os.get_terminal_size(self._output.fileno()).columns
        except OSError:
            columns = 0
        return max(columns or _USUAL_COLUMNS, _LEAST_COLUMNS)


class _Refused(Exception):  # noqa: N818 (not an error: the question is asked again)
    """A line that is no answer, with what is wrong with it."""


def _picked(items: tuple[Item, ...], number: str) -> Item:
    """The item with this number."""
    position = number.strip()
    # isdecimal: isdigit holds for superscripts too, which int refuses.
    if not position.isdecimal() or not 1 <= int(position) <= len(items):
        raise _Refused(f"Type a number from 1 to {len(items)}.")
    item = items[int(position) - 1]
    if item.disabled:
        raise _Refused(f"{item.label} is {item.note}.")
    return item


def _numbers(items: tuple[Item, ...], values: tuple[str, ...]) -> str:
    return ",".join(str(number) for number, item in enumerate(items, start=1) if item.value in values)


def _explanation(items: tuple[Item, ...]) -> str:
    """Every item with its help, one to a line."""
    return "\n".join(
        ": ".join(filter(None, (f"{number}. {item.label}", item.explanation)))
        for number, item in enumerate(items, start=1)
    )
