"""Questions with arrow keys, in a terminal that can move its cursor."""

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

import questionary
from prompt_toolkit.application import Application
from prompt_toolkit.filters import to_filter
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import Layout
from prompt_toolkit.layout.controls import BufferControl
from prompt_toolkit.output import create_output
from prompt_toolkit.output.vt100 import Vt100_Output
from prompt_toolkit.styles import Style
from questionary.prompts.common import InquirerControl
from rich.console import RenderableType

from pyscaffold_api.answer_types import Answers
from pyscaffold_api.asker import (
    Asker,
    ChoicePrompt,
    Item,
    ListPrompt,
    Prompt,
    TextPrompt,
    WentBack,
    input_ended,
)
from pyscaffold_api.menu import draw_items, wrapped
from pyscaffold_api.panel import answered_line, open_console, recommendation_panel, summary
from pyscaffold_api.plain_prompts import PlainAsker
from pyscaffold_api.recommend import Recommendation

# An Esc is felt at once, and still told from the first byte of an arrow key.
_ESCAPE_SECONDS = 0.05
_LEAST_COLUMNS = 20

_STYLE = Style(
    [
        ("qmark", "fg:default dim"),
        ("question", "bold"),
        ("instruction", "dim"),
        ("help", "dim"),
        ("placeholder", "dim"),
        ("disabled", "dim"),
        ("highlighted", "fg:ansicyan bold"),
        ("answer", "nobold fg:default"),
        ("validation-toolbar", "bg:default fg:ansired noreverse"),
        ("bottom-toolbar", "noreverse"),
    ]
)


def terminal_asker(*, plain: bool, to_stderr: bool = False) -> Asker:
    """Whoever asks on this terminal: line by line if that is wanted or all that the terminal can do."""
    stream = sys.stderr if to_stderr else sys.stdout
    draws = os.environ.get("TERM") != "dumb" and (stream.encoding or "").lower().startswith("utf")
    return TerminalAsker(stream) if draws and not plain else PlainAsker(stream)


class TerminalAsker:
    """Asks one question at a time and leaves a line with its answer behind."""

    def __init__(self, stream: TextIO) -> None:
        self._console = open_console(stream)
        self._output = create_output(stream)
        if isinstance(self._output, Vt100_Output):
            # Nothing here needs to know where the cursor is, and a terminal that does not tell costs a second
            # for each question.
            self._output.enable_cpr = False
        # The lines left by the questions since something else was shown; going back takes one away.
        self._lines: list[RenderableType] = []

    def text(self, prompt: TextPrompt) -> str:
        def verdict(text: str) -> str | bool:
            problem = prompt.problem(text)
            return True if problem is None else wrapped(problem, self._columns())

        question = questionary.text(
            **self._settings(prompt, below=f"{prompt.help} Esc goes back.", cue="\n»"),
            default=prompt.earlier,
            placeholder=[("class:placeholder", prompt.default)],
            validate=verdict,
        )
        _keep_close(question.application.layout)
        text = str(self._run(prompt, question.application, _text_keys()))
        self._leave_line(prompt, text or prompt.default)
        return text

    def choice(self, prompt: ChoicePrompt) -> str:
        question = questionary.select(
            **self._settings(prompt, below=prompt.help),
            choices=[_choice(item) for item in prompt.items],
            default=prompt.preselected,
        )
        control = _control(question.application.layout)
        control.text = lambda: self._menu(prompt.items, control, "Enter chooses, Esc goes back.")
        picked = str(self._run(prompt, question.application, _menu_keys()))
        self._leave_line(prompt, _titles(prompt.items, [picked]))
        return picked

    def choices(self, prompt: ListPrompt) -> tuple[str, ...]:
        question = questionary.checkbox(
            **self._settings(prompt, below=prompt.help),
            choices=[_choice(item, is_ticked=item.value in prompt.preselected) for item in prompt.items],
            initial_choice=next(iter(prompt.preselected), None),
        )
        control = _control(question.application.layout)
        keys = "Space ticks, Enter goes on, Esc goes back."
        control.text = lambda: self._menu(prompt.items, control, keys, ticked=control.selected_options)
        picked = tuple(self._run(prompt, question.application, _list_keys(prompt, control)))
        self._leave_line(prompt, _titles(prompt.items, picked) or "None")
        return picked

    def show_summary(self, answers: Answers, defaults: Mapping[str, str]) -> None:
        self._show(summary(answers, defaults, width=self._console.width))

    def show_recommendation(self, recommendation: Recommendation, answers: Answers) -> None:
        self._show(recommendation_panel(recommendation, answers, width=self._console.width))

    def _show(self, content: RenderableType) -> None:
        self._lines.clear()
        self._console.print()
        self._console.print(content)
        self._console.print()

    def _columns(self) -> int:
        return max(self._output.get_size().columns, _LEAST_COLUMNS)

    def _settings(self, prompt: Prompt, *, below: str, cue: str = "") -> dict[str, Any]:
        """What all kinds of questions are given: what stands above the answer, and where it is drawn."""
        mark = prompt.counter or "?"
        # One column for the blank behind each line, so that it does not start another one.
        width = self._columns() - 1
        return {
            "qmark": mark,
            "message": wrapped(prompt.message, width, first_line=len(mark) + 1),
            "instruction": f"\n{wrapped(below, width)}{cue}",
            "style": _STYLE,
            "output": self._output,
            "erase_when_done": True,
        }

    def _menu(
        self, items: Sequence[Item], control: InquirerControl, keys: str, *, ticked: list[str] | None = None
    ) -> StyleAndTextTuples:
        width = self._columns()
        drawn = draw_items(items, control.pointed_at, ticked, width)
        return [*drawn, ("class:help", wrapped(keys, width))]

    def _run(self, prompt: Prompt, application: Application[Any], bindings: KeyBindings) -> Any:
        own = [application.key_bindings] if application.key_bindings else []
        # The last of several bindings for a key is the one that is called.
        application.key_bindings = merge_key_bindings([*own, bindings])
        application.ttimeoutlen = application.timeoutlen = _ESCAPE_SECONDS
        try:
            return application.run()
        except WentBack:
            self._take_line_away()
            raise
        except EOFError:
            raise input_ended(prompt) from None

    def _leave_line(self, prompt: Prompt, answer: str) -> None:
        self._lines.append(answered_line(prompt.message, answer))
        self._console.print(self._lines[-1])

    def _take_line_away(self) -> None:
        if self._lines:
            self._output.cursor_up(len(self._console.render_lines(self._lines.pop())))
            self._output.erase_down()
            self._output.flush()


def _text_keys() -> KeyBindings:
    bindings = KeyBindings()

    @bindings.add(Keys.Escape)
    def go_back(event: KeyPressEvent) -> None:
        event.app.exit(exception=WentBack)

    @bindings.add(Keys.ControlR)
    @bindings.add(Keys.ControlS)
    @bindings.add(Keys.ControlZ)
    def ignore(_event: KeyPressEvent) -> None:
        """There is no history to search, and the character is no part of an answer."""

    return bindings


def _menu_keys() -> KeyBindings:
    """What a menu lacks: going back, and the two ends that a line of text has by itself."""
    bindings = _text_keys()

    @bindings.add(Keys.ControlD)
    def end_input(event: KeyPressEvent) -> None:
        event.app.exit(exception=EOFError)

    # The signal, which is not the key: questionary would take it for a key without meaning.
    @bindings.add(Keys.SIGINT)
    def interrupt(event: KeyPressEvent) -> None:
        event.app.exit(exception=KeyboardInterrupt)

    @bindings.add(Keys.BracketedPaste)
    def ignore(_event: KeyPressEvent) -> None:
        """There is no text to paste into but that of the question."""

    return bindings


def _list_keys(prompt: ListPrompt, control: InquirerControl) -> KeyBindings:
    """Space as the prompt understands it, and none of questionary's keys for all items at once."""
    bindings = _menu_keys()

    @bindings.add(" ", eager=True)
    def toggle(_event: KeyPressEvent) -> None:
        pointed = str(control.get_pointed_at().value)
        control.selected_options = list(prompt.toggled(control.selected_options, pointed))

    @bindings.add("a", eager=True)
    @bindings.add("i", eager=True)
    def ignore(_event: KeyPressEvent) -> None:
        """Ticking all items would tick those that stand alone."""

    return bindings


def _control(layout: Layout) -> InquirerControl:
    """The part of questionary's layout that draws the items, which it cannot do within a given width."""
    return next(
        window.content for window in layout.find_all_windows() if isinstance(window.content, InquirerControl)
    )


def _keep_close(layout: Layout) -> None:
    """Show what is wrong with a text right below it, in as many lines as it takes, however narrow it gets."""
    for window in layout.find_all_windows():
        window.wrap_lines = to_filter(True)
        if isinstance(window.content, BufferControl):
            window.dont_extend_height = to_filter(True)
        elif window.height == 1:
            window.height = None


def _choice(item: Item, *, is_ticked: bool = False) -> questionary.Choice:
    disabled = item.note if item.disabled else None
    return questionary.Choice(item.label, value=item.value, disabled=disabled, checked=is_ticked)


def _titles(items: Sequence[Item], values: Sequence[str]) -> str:
    return ", ".join(item.label for item in items if item.value in values)
