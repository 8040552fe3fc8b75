"""`new`: ask, recommend, confirm, render, install."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import click

from pyscaffold_api.answer_types import Answers, Framework
from pyscaffold_api.answers import parse
from pyscaffold_api.availability import obstacle
from pyscaffold_api.catalogue import notes
from pyscaffold_api.errors import InvalidAnswer, MissingAnswer, OutputLost
from pyscaffold_api.flags import (
    answer_flags,
    answers_source,
    asks_on_stderr,
    asks_plainly,
    can_ask,
    given_answers,
)
from pyscaffold_api.names import NO_INPUT_NAME
from pyscaffold_api.output import as_utf8
from pyscaffold_api.plan import Plan, Step, authors, make_plan
from pyscaffold_api.post_steps import StepResult, commands_for, git_user_name, run_step
from pyscaffold_api.questions import QUESTIONS
from pyscaffold_api.recommend import recommend
from pyscaffold_api.record import RECORD
from pyscaffold_api.report import Report
from pyscaffold_api.signals import Interrupted
from pyscaffold_api.staging import check_parents, check_target
from pyscaffold_api.templates import file_list


@click.command("new")
@click.argument("name", required=False)
@answers_source
@click.option(
    "--output-dir",
    type=click.Path(path_type=Path, readable=False),
    default=Path(),
    metavar="DIR",
    help="Where to make the project's folder.  [default: here]",
)
@click.option("--dry-run", is_flag=True, help="Show the plan and the files, and write nothing.")
@click.option("--verify", is_flag=True, help="Run the starter's tests when it is made.")
@click.option("--no-git", is_flag=True, help="Make no git repository.")
@click.option("--no-install", is_flag=True, help="Make no environment and no lock.")
@answer_flags(QUESTIONS)
def command(
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
    raw = given_answers(answers_file, flags)
    if name is not None:
        raw["project_name"] = as_utf8(name)
    author = None if "author_name" in raw else _git_author()
    if can_ask(no_input=no_input, as_json=as_json):
        _refuse_early(parse(raw), output_dir)
        on_stderr = asks_on_stderr(as_json)
        answers, framework = _interview(
            raw, output_dir, author, plain=asks_plainly(plain), on_stderr=on_stderr
        )
    else:
        answers = _parsed(raw, no_input=no_input)
        framework = answers.framework or _recommended(answers)
    plan = make_plan(
        _with_author(answers, author),
        recommend(answers),
        framework,
        output_dir=output_dir,
        steps=_steps(verify=verify, no_git=no_git, no_install=no_install),
    )
    return _carry_out(plan, Report(as_json=as_json, plain=asks_plainly(plain)), dry_run=dry_run)


def _parsed(raw: Mapping[str, object], *, no_input: bool) -> Answers:
    """The answers without an interview; only a name must be given, and with --no-input not even that."""
    if "project_name" not in raw and "project_slug" not in raw:
        if not no_input:
            raise MissingAnswer(
                "The project needs a name: pass NAME, or --project-name TEXT.",
                hint="There is no terminal to ask on: pass --no-input for the defaults, or --answers FILE.",
            )
        raw = {**raw, "project_name": NO_INPUT_NAME}
    return parse(raw)


def _recommended(answers: Answers) -> Framework:
    """The recommended framework. Raises InvalidAnswer where only the other one has the starter wanted."""
    framework = recommend(answers).framework
    problem = obstacle(answers, framework)
    if problem and not obstacle(answers, framework.other):
        raise InvalidAnswer(
            f"{framework.label} is recommended, but {problem.message}",
            hint=f"Available: {framework.other.label}; pass --framework {framework.other} to take it.",
        )
    return framework


def _refuse_early(answers: Answers, output_dir: Path) -> None:
    """Raise for what no further answer can mend, before anything is asked."""
    frameworks = [answers.framework] if answers.framework else list(Framework)
    obstacles = [obstacle(answers, framework) for framework in frameworks]
    if all(obstacles):
        raise next(filter(None, obstacles))
    check_parents(output_dir / NO_INPUT_NAME)
    if answers.project_slug:
        check_target(output_dir / answers.project_slug)


def _interview(
    raw: Mapping[str, object], output_dir: Path, author: str | None, *, plain: bool, on_stderr: bool
) -> tuple[Answers, Framework]:
    from pyscaffold_api import interview, prompts

    def check(key: str, text: str) -> None:
        """Refuse a folder that is taken while it can still be changed."""
        if key == "project_slug":
            check_target(output_dir / text)

    asker = prompts.terminal_asker(plain=plain, to_stderr=on_stderr)
    defaults = {"author_name": author} if author else {}
    answers = interview.ask_all(raw, asker, defaults=defaults, check=check)
    return interview.settle(answers, asker, defaults=defaults, check=check)


def _git_author() -> str | None:
    """Git's name, where it will do as an answer."""
    name = git_user_name()
    try:
        return parse({"author_name": name}).author_name if name else None
    except InvalidAnswer:
        return None


def _with_author(answers: Answers, author: str | None) -> Answers:
    """Name an author as given, or the printed command and the record would take that of another git."""
    return replace(answers, author_name=answers.author_name or author or authors(answers))


def _steps(*, verify: bool, no_git: bool, no_install: bool) -> tuple[Step, ...]:
    wanted = {Step.ENVIRONMENT: not no_install, Step.GIT: not no_git, Step.VERIFY: verify}
    return tuple(step for step in Step if wanted[step])


def _carry_out(plan: Plan, report: Report, *, dry_run: bool) -> int:
    """Render the plan and run its steps, telling how it goes. Answers the exit code."""
    check_target(plan.target)
    report.plan(plan, notes(plan.answers, plan.framework))
    if dry_run:
        report.dry_run(plan, sorted([*file_list(plan.template, plan.context), RECORD]))
        return 0
    from pyscaffold_api.render import render

    results: list[StepResult] = []
    try:
        with report.working("render"):
            files = render(plan)
        for step in plan.steps:
            results.append(_step(plan, step, results, report))
        return report.made(plan, files, results)
    except (Interrupted, OutputLost) as stopped:
        if (plan.target / RECORD).exists():
            left = commands_for(plan.target, plan.steps[len(results) :])
            todo = f" Still to do: {left}" if left else ""
            stopped.hint = f"The starter in {plan.target} is complete.{todo}"
        raise


def _step(plan: Plan, step: Step, before: Sequence[StepResult], report: Report) -> StepResult:
    """Run a step, unless one before it has failed."""
    failed = next((result.name for result in before if not result.ok), None)
    if failed:
        result = StepResult(step, 0, ok=False, skipped=True, detail=f"not run, because {failed} failed")
    else:
        with report.working(step):
            result = run_step(plan.target, step)
    report.step(result)
    return result
