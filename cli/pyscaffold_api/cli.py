"""The commands: read flags, call the stages in order, turn errors into exit codes."""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pyscaffold_api import __version__
from pyscaffold_api.answer_types import Answers, Framework
from pyscaffold_api.errors import InvalidAnswer, MissingAnswer, ScaffoldError
from pyscaffold_api.questions import QUESTIONS, Kind, Question
from pyscaffold_api.signals import Interrupted, interruptible

if TYPE_CHECKING:
    from pyscaffold_api.plan import Plan, Step
    from pyscaffold_api.recommend import Recommendation

# Whatever takes long to import is imported in the command that uses it: `--help` is asked for often.

Command = TypeVar("Command", bound=Callable[..., Any])
NO_TERMINAL_HINT = "Pass --no-input to use defaults, or --answers FILE; there is no terminal to ask on."


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
    return settings | {"help": question.help}


def answers_source(command: Command) -> Command:
    """The options of every command that takes answers."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else."),
        click.option(
            "--plain",
            is_flag=True,
            envvar="ACCESSIBLE",
            help="Ask in numbered lists, without cursor movement or colour.",
        ),
        click.option("--no-input", is_flag=True, help="Ask nothing; defaults serve for what is not given."),
        click.option(
            "--answers",
            "answers_file",
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="A TOML file with answers; flags beat it.",
        ),
    ):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="pyscaffold-api")
def cli() -> None:
    """Ask what you are building, recommend Flask or FastAPI with reasons, and make a repository that runs."""


@cli.command()
@click.argument("name", required=False)
@answers_source
@click.option(
    "--output-dir",
    type=click.Path(path_type=Path),
    default=Path(),
    metavar="DIR",
    help="Where to make the project's folder.  [default: here]",
)
@click.option("--dry-run", is_flag=True, help="Show the plan and the files, and write nothing.")
@click.option("--verify", is_flag=True, help="Run the starter's tests when it is made.")
@click.option("--no-git", is_flag=True, help="Make no git repository.")
@click.option("--no-install", is_flag=True, help="Make no environment and no lock.")
@answer_flags(QUESTIONS)
def new(
    name: str | None,
    answers_file: Path | None,
    output_dir: Path,
    as_json: bool,
    plain: bool,
    no_input: bool,
    dry_run: bool,
    verify: bool,
    no_git: bool,
    no_install: bool,
    **flags: object,
) -> int:
    """Make a starter: ask, recommend, confirm, render, install.

    NAME is the project's name. What flags and --answers leave open is asked.
    """
    if verify and no_install:
        raise click.UsageError("--verify runs the starter's tests, which needs what --no-install leaves out.")
    from pyscaffold_api import report
    from pyscaffold_api.plan import make_plan
    from pyscaffold_api.post_steps import git_user_name
    from pyscaffold_api.recommend import recommend as recommend_framework

    raw = _given(answers_file, flags)
    if name is not None:
        raw["project_name"] = name
    author = git_user_name() if "author_name" not in raw else None
    if _can_ask(no_input):
        answers, framework = _interview(raw, output_dir, author=author, plain=plain, as_json=as_json)
    else:
        answers = _parsed(raw, no_input=no_input)
        framework = answers.framework or recommend_framework(answers).framework
    plan = make_plan(
        _with_author(answers, author),
        recommend_framework(answers),
        framework,
        output_dir=output_dir,
        steps=_steps(verify=verify, no_git=no_git, no_install=no_install),
    )
    return _carry_out(plan, report.Report(as_json=as_json), dry_run=dry_run)


@cli.command(short_help="Ask the deciding questions only, and explain.")
@answers_source
@click.option(
    "--adr",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the recommendation as a decision record to FILE, which must not exist.",
)
@answer_flags([question for question in QUESTIONS if question.deciding])
def recommend(
    answers_file: Path | None,
    as_json: bool,
    plain: bool,
    no_input: bool,
    adr: Path | None,
    **flags: object,
) -> int:
    """Ask the deciding questions only, and explain the recommendation."""
    from pyscaffold_api import report
    from pyscaffold_api.answers import parse
    from pyscaffold_api.recommend import recommend as recommend_framework

    raw = _given(answers_file, flags)
    if _can_ask(no_input):
        from pyscaffold_api import interview, prompts

        answers = interview.ask_deciding(
            raw, prompts.terminal_asker(plain=plain, to_stderr=_to_stderr(as_json))
        )
    else:
        answers = parse(raw)
    recommendation = recommend_framework(answers)
    if adr is not None:
        _write_decision(adr, answers, recommendation)
    report.Report(as_json=as_json).recommendation(recommendation, answers, adr)
    return 0


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="Print a JSON Schema.")
def options(as_json: bool) -> int:
    """Every answer: its flag, choices, default and meaning."""
    from pyscaffold_api import report

    report.Report(as_json=as_json).options()
    return 0


@cli.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> int:
    """Print the completion script for a shell.

    For bash, put this into ~/.bashrc: eval "$(pyscaffold-api completion bash)"
    """
    from click.shell_completion import get_completion_class

    complete = get_completion_class(shell)
    if complete is None:
        raise click.UsageError(f"There is no completion for {shell}.")
    script = complete(cli, {}, "pyscaffold-api", COMPLETION_VARIABLE)
    click.echo(script.source_template % script.source_vars())
    return 0


COMPLETION_VARIABLE = "_PYSCAFFOLD_API_COMPLETE"


def _given(answers_file: Path | None, flags: Mapping[str, object]) -> dict[str, object]:
    """What the file and the flags say; a flag beats the file."""
    from pyscaffold_api.answers import load_answers

    raw = load_answers(answers_file) if answers_file else {}
    return raw | {key: flag for key, flag in flags.items() if flag not in (None, ())}


def _can_ask(no_input: bool) -> bool:
    return not no_input and sys.stdin.isatty() and (sys.stdout.isatty() or sys.stderr.isatty())


def _to_stderr(as_json: bool) -> bool:
    """Where questions go: with --json, and where stdout is not a terminal, it holds the result only."""
    return as_json or not sys.stdout.isatty()


def _parsed(raw: Mapping[str, object], *, no_input: bool) -> Answers:
    from pyscaffold_api.answers import NO_INPUT_NAME, parse

    if "project_name" not in raw:
        if not no_input:
            raise MissingAnswer(
                "The project needs a name: pass NAME, or --project-name TEXT.", hint=NO_TERMINAL_HINT
            )
        if "project_slug" not in raw:
            raw = {**raw, "project_name": NO_INPUT_NAME}
    return parse(raw)


def _interview(
    raw: Mapping[str, object], output_dir: Path, *, author: str | None, plain: bool, as_json: bool
) -> tuple[Answers, Framework]:
    from pyscaffold_api import interview, prompts
    from pyscaffold_api.names import slugify_name
    from pyscaffold_api.staging import check_target

    def check(key: str, text: str, answers: Answers) -> None:
        """Refuse a folder that is taken while it can still be changed."""
        if key == "project_slug":
            check_target(output_dir / text)
        elif key == "project_name" and answers.project_slug is None and "project_slug" in raw:
            check_target(output_dir / slugify_name(text))

    asker = prompts.terminal_asker(plain=plain, to_stderr=_to_stderr(as_json))
    defaults = {"author_name": author} if author else {}
    answers = interview.ask_all(raw, asker, defaults=defaults, check=check)
    return interview.settle(answers, asker, defaults=defaults, check=check)


def _with_author(answers: Answers, author: str | None) -> Answers:
    """Take git's name as given: without it the printed command and the record would not give the same files."""
    if answers.author_name is not None or author is None:
        return answers
    from pyscaffold_api.answers import parse

    try:
        return replace(answers, author_name=parse({"author_name": author}).author_name)
    except InvalidAnswer:
        return answers


def _steps(*, verify: bool, no_git: bool, no_install: bool) -> tuple["Step", ...]:
    from pyscaffold_api.plan import Step

    wanted = {Step.ENVIRONMENT: not no_install, Step.GIT: not no_git, Step.VERIFY: verify}
    return tuple(step for step in Step if wanted[step])


def _write_decision(path: Path, answers: Answers, recommendation: "Recommendation") -> None:
    from pyscaffold_api.decision_record import decision_record

    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(decision_record(answers, recommendation, recommendation.framework))
    except FileExistsError:
        raise ScaffoldError(f"{path} exists already.", hint="Choose another file for --adr.") from None
    except OSError as error:
        raise ScaffoldError(
            f"{path} cannot be written: {error.strerror}.", hint="Choose another file for --adr."
        ) from error


def _carry_out(plan: "Plan", report: Any, *, dry_run: bool) -> int:
    """Render the plan and run its steps, telling how it goes. Answers the exit code."""
    from pyscaffold_api.catalogue import notes
    from pyscaffold_api.staging import check_target

    check_target(plan.target)
    report.plan(plan, notes(plan.answers, plan.framework))
    if dry_run:
        from pyscaffold_api.record import RECORD
        from pyscaffold_api.templates import file_list

        report.dry_run(plan, sorted([*file_list(plan.template, plan.context), RECORD]))
        return 0
    from pyscaffold_api.post_steps import run_step
    from pyscaffold_api.render import render

    with report.working("render"):
        files = render(plan)
    results = []
    for step in plan.steps:
        with report.working(step):
            result = run_step(plan.target, step)
        report.step(result)
        results.append(result)
        if not result.ok:
            break
    return int(report.made(plan, files, results))


def run(arguments: Sequence[str]) -> int:
    """Run the command line and answer its exit code; whatever goes wrong is told, never shown as a traceback."""
    as_json = "--json" in arguments
    try:
        with interruptible():
            return (
                cli.main(list(arguments), "pyscaffold-api", COMPLETION_VARIABLE, standalone_mode=False) or 0
            )
    except click.ClickException as error:
        message = error.format_message()
        usage = getattr(error, "ctx", None)
        hint = f"Try: {usage.command_path} --help" if usage else None
        return _fail("UsageError", message, hint, as_json=as_json, exit_code=error.exit_code)
    except ScaffoldError as error:
        return _fail(error.kind, error.message, error.hint, as_json=as_json, exit_code=error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        return _fail("Interrupted", "Stopped.", None, as_json=as_json, exit_code=130)
    except Interrupted as interrupted:
        return _fail(
            "Interrupted", "Stopped.", interrupted.hint, as_json=as_json, exit_code=interrupted.exit_code
        )
    except Exception as error:
        return _fail(
            "UnexpectedError",
            f"Something unforeseen went wrong: {type(error).__name__}: {error}",
            "Please report it with the command you ran.",
            as_json=as_json,
            exit_code=1,
        )


def _fail(kind: str, message: str, hint: str | None, *, as_json: bool, exit_code: int) -> int:
    from pyscaffold_api.output import write_error

    write_error(kind, message, hint, as_json=as_json)
    return exit_code


def main() -> None:
    """The entry point of the command."""
    from pyscaffold_api.output import make_streams_safe

    make_streams_safe()
    sys.exit(run(sys.argv[1:]))
