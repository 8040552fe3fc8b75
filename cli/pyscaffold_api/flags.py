"""The flags of commands that take answers, and what they say."""

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from pyscaffold_api.answers import load_answers
from pyscaffold_api.output import as_utf8
from pyscaffold_api.questions import Kind, Question

Command = TypeVar("Command", bound=Callable[..., Any])


def answer_flags(questions: Iterable[Question]) -> Callable[[Command], Command]:
    """One flag for each question; what is not given stays out of the answers."""

    def decorate(command: Command) -> Command:
        for question in reversed(list(questions)):
            command = click.option(question.flag, question.key, **_flag_settings(question))(command)
        return command

    return decorate


def _flag_settings(question: Question) -> dict[str, Any]:
    values = [str(choice.value) for choice in question.choices]
    match question.kind:
        case Kind.BOOLEAN:
            settings: dict[str, Any] = {"default": None}
        case Kind.LIST:
            settings = {"type": click.Choice([*values, "none"]), "multiple": True}
        case Kind.CHOICE:
            settings = {"type": click.Choice(values)}
        case Kind.TEXT:
            settings = {"metavar": "TEXT"}
    several = " Repeat it for several; none alone for no item." if question.kind is Kind.LIST else ""
    return settings | {"help": f"{question.help}{several}"}


json_flag = click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")


def answers_source(command: Command) -> Command:
    """The options of every command that takes answers."""
    for option in (
        json_flag,
        click.option(
            "--plain",
            is_flag=True,
            help="Ask in numbered lists, without cursor movement or colour.",
        ),
        click.option("--no-input", is_flag=True, help="Ask nothing; defaults serve for what is not given."),
        click.option(
            "--answers",
            "answers_file",
            type=click.Path(path_type=Path, readable=False),
            metavar="FILE",
            help="A TOML file with answers; flags beat it.",
        ),
    ):
        command = option(command)
    return command


def given_answers(answers_file: Path | None, flags: Mapping[str, object]) -> dict[str, object]:
    """What the file and the flags say; a flag beats the file."""
    raw = load_answers(answers_file) if answers_file else {}
    typed = {key: flag for key, flag in flags.items() if flag not in (None, ())}
    return raw | {key: as_utf8(flag) if isinstance(flag, str) else flag for key, flag in typed.items()}


def can_ask(*, no_input: bool, as_json: bool) -> bool:
    """Whether there is a person to ask: one who types, and reads where the questions go."""
    asked_on = sys.stderr if asks_on_stderr(as_json) else sys.stdout
    return not no_input and sys.stdin.isatty() and asked_on.isatty()


def asks_on_stderr(as_json: bool) -> bool:
    """Where questions go: with --json, and where stdout is not a terminal, it holds the result only."""
    return as_json or not sys.stdout.isatty()


def asks_plainly(plain: bool) -> bool:
    """Whether the terminal cannot, or its reader will not, follow a moving cursor."""
    accessible = os.environ.get("ACCESSIBLE", "").lower() not in {"", "0", "false", "no"}
    return plain or accessible or os.environ.get("TERM") == "dumb"
