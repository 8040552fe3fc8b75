"""`recommend`: the deciding questions only, and the explanation."""

from pathlib import Path

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

        asker = prompts.terminal_asker(plain=asks_plainly(plain), to_stderr=asks_on_stderr(as_json))
        answers = interview.ask_deciding(raw, asker)
    else:
        answers = parse(raw)
    recommendation = recommend(answers)
    if adr is not None:
        _write_decision(adr, answers, recommendation)
    Report(as_json=as_json, plain=asks_plainly(plain)).recommendation(recommendation, answers, adr)
    return 0


def _write_decision(path: Path, answers: Answers, recommendation: Recommendation) -> None:
    another = "Choose another file for --adr."
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(decision_record(answers, recommendation, recommendation.framework))
    except FileExistsError:
        raise ScaffoldError(f"{path} exists already.", hint=another) from None
    except OSError as error:
        raise ScaffoldError(f"{path} cannot be written: {error.strerror}.", hint=another) from error
