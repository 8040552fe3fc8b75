"""Everything that is printed, but for the questions."""

import shlex
import shutil
import sys
import textwrap
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pyscaffold_api.answer_types import Answers, Extra
from pyscaffold_api.output import write_json, write_line
from pyscaffold_api.plan import Plan, Step
from pyscaffold_api.post_steps import StepResult, commands_for, install_command, task_command
from pyscaffold_api.recommend import Recommendation, to_json

PLAIN_WIDTH = 80
# In the starter: the recommendation as it was given.
DECISION = "docs/adr/0001-web-framework.md"
_WORKING = {
    "render": "Rendering",
    "environment": "Installing the environment",
    "git": "Making the first commit",
    "verify": "Running the tests",
}


class Report:
    """Tells how a command goes: for people, or as one JSON object at its end."""

    def __init__(self, *, as_json: bool, plain: bool = False) -> None:
        self._as_json = as_json
        self._plain = plain
        self._started = time.monotonic()

    def recommendation(self, recommendation: Recommendation, answers: Answers, adr: Path | None) -> None:
        """The recommendation with its reasons."""
        if self._as_json:
            write_json(to_json(recommendation))
            return
        from pyscaffold_api.panel import open_console, recommendation_panel

        console = open_console(sys.stdout, plain_width=PLAIN_WIDTH if self._plain else None)
        with console.capture() as shown:
            console.print(
                recommendation_panel(recommendation, answers, width=console.width, plain=self._plain)
            )
        lines = shown.get().splitlines()
        self._say(*(lines if console.is_terminal else [line.rstrip() for line in lines]))
        if adr is not None:
            self._say(f"Written to {adr}.")

    def plan(self, plan: Plan, notes: Sequence[str]) -> None:
        """What is about to happen."""
        extras = [extra for extra in Extra if plan.context.get(f"use_{extra}")]
        rows = [
            ("recommended", _judged(plan.recommendation)),
            ("database", str(plan.context["database"])),
            ("extras", ", ".join(extras) or "none"),
            ("licence", str(plan.context["license"])),
            ("steps", ", ".join(plan.steps) or "none"),
            *(("note", note) for note in notes),
        ]
        self._say(
            f"Plan: a {plan.framework.label} starter in {plan.target}", *(_row(*row) for row in rows), ""
        )

    def dry_run(self, plan: Plan, files: Sequence[str]) -> None:
        """The plan and the files it would give."""
        if self._as_json:
            write_json(self._result(plan, files, [], dry_run=True))
            return
        self._say(f"{plan.target}/", *_tree(files), "", f"{len(files)} files; nothing was written.")

    @contextmanager
    def working(self, name: str) -> Iterator[None]:
        """Show that something is being done, with the time it takes where there is a terminal."""
        label = _WORKING[name]
        if self._as_json:
            yield
        elif self._plain or not sys.stderr.isatty():
            self._say(f"{label} ...")
            yield
        else:
            from rich.console import Console
            from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

            columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
            with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
                progress.add_task(label)
                yield

    def step(self, result: StepResult) -> None:
        """How one step went."""
        if self._as_json:
            return
        outcome = "skipped" if result.skipped else "done" if result.ok else "failed"
        self._say(f"  {result.name:<12}{outcome} in {result.seconds:.1f} s: {result.detail}")

    def made(self, plan: Plan, files: Sequence[str], results: Sequence[StepResult]) -> int:
        """The end of a run that made a starter. Answers the exit code: 3 when a step failed."""
        failed = next((result for result in results if not result.ok), None)
        retry = commands_for(plan.target, [result.name for result in results if not result.ok])
        if self._as_json:
            outcome = self._result(plan, files, results, dry_run=False)
            if failed:
                outcome["error"] = {"kind": "PostStepFailed", "message": failed.detail, "hint": retry}
            write_json(outcome)
        else:
            self._say(
                "",
                f"Made {plan.target} with {plan.framework.label}: {len(files)} files "
                f"in {self._seconds():.1f} s.",
                *_next_steps(plan, results),
                "",
                "The same again:",
                f"  {shlex.join(plan.command)}",
            )
            if failed:
                write_line(sys.stderr, f"Error: the step {failed.name} failed; the starter is complete.")
                write_line(sys.stderr, f"Hint: mend what is named above, then run: {retry}")
        return 3 if failed else 0

    def _result(
        self, plan: Plan, files: Sequence[str], results: Sequence[StepResult], *, dry_run: bool
    ) -> dict[str, Any]:
        steps = [
            {
                "name": str(result.name),
                "seconds": round(result.seconds, 3),
                "ok": result.ok,
                "skipped": result.skipped,
                "detail": result.detail,
            }
            for result in results
        ]
        return {
            "path": str(plan.target.absolute()),
            "framework": str(plan.framework),
            "recommended": str(plan.recommendation.framework),
            "confidence": str(plan.recommendation.confidence),
            "files": list(files),
            "seconds": round(self._seconds(), 3),
            "steps": steps,
            "command": plan.command,
            "dry_run": dry_run,
        }

    def _seconds(self) -> float:
        return time.monotonic() - self._started

    def _say(self, *lines: str) -> None:
        if not self._as_json:
            for line in lines:
                write_line(sys.stdout, line)


def _row(name: str, said: str) -> str:
    """A line of a table; in a terminal that is too narrow for it, several, broken between words."""
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else sys.maxsize
    return textwrap.fill(
        said,
        width,
        initial_indent=f"  {name:<13}",
        subsequent_indent=" " * 15,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _judged(recommendation: Recommendation) -> str:
    framework = recommendation.framework
    scores = f"{recommendation.scores[framework]} to {recommendation.scores[framework.other]}"
    return f"{framework.label}, {recommendation.confidence} ({scores}); {DECISION} says why"


def _next_steps(plan: Plan, results: Sequence[StepResult]) -> list[str]:
    installed = any(result.name is Step.ENVIRONMENT and result.ok for result in results)
    install = install_command()
    return [
        "",
        "Next:",
        f"  cd {shlex.quote(str(plan.target))}",
        # uv installs what is missing by itself.
        *([f"  {install}"] if install and not installed else []),
        f"  {task_command('dev')}     serve it at http://127.0.0.1:8000",
        f"  {task_command('test')}    run its tests",
    ]


def _tree(files: Sequence[str]) -> list[str]:
    """The files as an indented tree, folders before what is in them."""
    lines: list[str] = []
    shown: tuple[str, ...] = ()
    for file in sorted(files, key=lambda path: path.split("/")):
        *folders, name = file.split("/")
        for depth, folder in enumerate(folders):
            if shown[: depth + 1] != tuple(folders[: depth + 1]):
                lines.append(f"{'  ' * (depth + 1)}{folder}/")
        shown = tuple(folders)
        lines.append(f"{'  ' * (len(folders) + 1)}{name}")
    return lines
