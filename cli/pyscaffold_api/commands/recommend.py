"""`recommend`: the deciding questions only, and the explanation."""

from pathlib import Path
from typing import TextIO

import click

from pyscaffold_api.answer_types import Answers
from pyscaffold_api.answers import parse
from pyscaffold_api.decision_record import decision_record
from pyscaffold_api.errors import ScaffoldError
from pyscaffold_api.flags import (
    answer_flags,
    answers_source,
    asks_on_stderr,
    asks_plainly,
    can_ask,
    given_answers,
)
from pyscaffold_api.questions import QUESTIONS
from pyscaffold_api.recommend import Recommendation, recommend
from pyscaffold_api.report import Report

_ANOTHER = "Choose another file for --adr."


@click.command("recommend")
@answers_source
@click.option(
    "--adr",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the recommendation as a decision record to FILE, which must not exist.",
)
@answer_flags([question for question in QUESTIONS if question.deciding])
def command(
    answers_file: Path | None,
    as_json: bool,
    plain: bool,
    no_input: bool,
    adr: Path | None,
    **flags: object,
) -> int:
    """Ask the deciding questions only, and explain the recommendation."""
    raw = given_answers(answers_file, flags)
    if can_ask(no_input=no_input, as_json=as_json):
        from pyscaffold_api import interview, prompts

        if adr is not None:
            _check_writable(adr)
        asker = prompts.terminal_asker(plain=asks_plainly(plain), to_stderr=asks_on_stderr(as_json))
        answers = interview.ask_deciding(raw, asker)
    else:
        answers = parse(raw)
    recommendation = recommend(answers)
    if adr is not None:
        _write_decision(adr, answers, recommendation)
    Report(as_json=as_json, plain=asks_plainly(plain)).recommendation(recommendation, answers, adr)
    return 0


def _check_writable(path: Path) -> None:
    """Raise before anything is asked, rather than after, where the record cannot be written."""
    _create(path).close()
    path.unlink()


def _write_decision(path: Path, answers: Answers, recommendation: Recommendation) -> None:
    # A file of answers, such as a starter's record, may name the framework that was taken.
    text = decision_record(answers, recommendation, answers.framework or recommendation.framework)
    try:
        with _create(path) as file:
            file.write(text)
    except OSError as error:
        # Half a record would be in the way of the next attempt.
        path.unlink(missing_ok=True)
        raise ScaffoldError(f"{path} cannot be written: {error.strerror}.", hint=_ANOTHER) from error


def _create(path: Path) -> TextIO:
    try:
        return path.open("x", encoding="utf-8", newline="\n")
    except FileExistsError:
        raise ScaffoldError(f"{path} exists already.", hint=_ANOTHER) from None
    except OSError as error:
        raise ScaffoldError(f"{path} cannot be written: {error.strerror}.", hint=_ANOTHER) from error
