"""The command line: finds the command, and turns errors into exit codes."""

import errno
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NamedTuple

import click

from pyscaffold_api import __version__
from pyscaffold_api.errors import OutputLost, ScaffoldError
from pyscaffold_api.output import make_streams_safe, output_lost, write_error, write_line
from pyscaffold_api.signals import Interrupted, unwrapped

COMMANDS = {
    "new": "Make a starter: ask, recommend, confirm, render, install.",
    "recommend": "Ask the deciding questions only, and explain.",
    "options": "Every answer: its flag, choices, default and meaning.",
    "completion": "Print the completion script for a shell.",
}


class _Commands(click.Group):
    """Imports a command's module when the command is used: `--help` is asked for often."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"pyscaffold_api.commands.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(
    cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="pyscaffold-api")
def cli() -> None:
    """Ask what you are building, recommend Flask or FastAPI with reasons, and make a repository that runs."""


class _Failure(NamedTuple):
    kind: str
    message: str
    hint: str | None
    exit_code: int


def run(arguments: Sequence[str]) -> int:
    """Run the command line and answer its exit code; what goes wrong is told, never shown as a traceback."""
    try:
        with unwrapped():
            return cli.main(list(arguments), "pyscaffold-api", standalone_mode=False) or 0
    except click.exceptions.NoArgsIsHelpError as asked:
        write_line(sys.stderr, asked.format_message())
        return asked.exit_code
    # The last place where anyone can be told, whatever it is.
    except (Exception, KeyboardInterrupt, Interrupted) as raised:
        error = _as_lost_output(raised)
        failure = _failure(error)
        as_json = "--json" in arguments and not isinstance(error, OutputLost)
        write_error(failure.kind, failure.message, failure.hint, as_json=as_json)
        return failure.exit_code


def _as_lost_output(error: BaseException) -> BaseException:
    """The error, told as lost output if click or rich could not print; what writes files tells its own."""
    match error:
        case OSError(errno=errno.ENOSPC | errno.EIO, filename=None):
            return output_lost(sys.stdout, error)
        case _:
            return error


def _failure(error: BaseException) -> _Failure:
    match error:
        case click.UsageError():
            hint = f"Try: {error.ctx.command_path} --help" if error.ctx else None
            return _Failure("UsageError", error.format_message(), hint, error.exit_code)
        case ScaffoldError():
            return _Failure(error.kind, error.message, error.hint, error.exit_code)
        case Interrupted():
            return _Failure("Interrupted", "Stopped.", error.hint, error.exit_code)
        case KeyboardInterrupt() | click.Abort():
            return _Failure("Interrupted", "Stopped.", None, 130)
        case OSError():
            reason = ": ".join(map(str, filter(None, (error.strerror or error, error.filename))))
            return _Failure("UnusablePath", f"{reason}.", "Check that it exists and may be used.", 1)
        case _:
            message = f"Something unforeseen went wrong: {type(error).__name__}: {error}"
            return _Failure("UnexpectedError", message, "Please report it with the command you ran.", 1)


def run_as_process(arguments: Sequence[str]) -> int:
    """Run the command line as the only thing this process does."""
    make_streams_safe()
    return run(arguments)
