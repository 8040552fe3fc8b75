"""The command line: finds the command, and turns errors into exit codes."""

import sys
from collections.abc import Sequence
from importlib import import_module

import click

from pyscaffold_api import __version__
from pyscaffold_api.errors import ScaffoldError
from pyscaffold_api.output import as_utf8, make_streams_safe, write_error
from pyscaffold_api.signals import Interrupted, interruptible

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


def run(arguments: Sequence[str]) -> int:
    """Run the command line and answer its exit code; what goes wrong is told, never shown as a traceback."""
    try:
        with interruptible():
            code = cli.main(list(arguments), "pyscaffold-api", standalone_mode=False)
            return code or 0
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        hint = f"Try: {context.command_path} --help" if context else None
        return _fail(arguments, "UsageError", error.format_message(), hint, error.exit_code)
    except ScaffoldError as error:
        return _fail(arguments, error.kind, error.message, error.hint, error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        return _fail(arguments, "Interrupted", "Stopped.", None, 130)
    except Interrupted as interrupted:
        return _fail(arguments, "Interrupted", "Stopped.", interrupted.hint, interrupted.exit_code)
    except Exception as error:  # the last place where anyone can be told
        message = f"Something unforeseen went wrong: {type(error).__name__}: {error}"
        return _fail(arguments, "UnexpectedError", message, "Please report it with the command you ran.", 1)


def _fail(arguments: Sequence[str], kind: str, message: str, hint: str | None, exit_code: int) -> int:
    write_error(kind, message, hint, as_json="--json" in arguments)
    return exit_code


def main() -> None:
    """The entry point of the command."""
    make_streams_safe()
    sys.exit(run([as_utf8(argument) for argument in sys.argv[1:]]))
