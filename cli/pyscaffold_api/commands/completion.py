"""`completion`: the script that lets a shell complete our commands, flags and choices."""

import sys

import click
from click.shell_completion import get_completion_class

from pyscaffold_api.output import write_line

# The variable that click reads for a program of our name.
COMPLETION_VARIABLE = "_PYSCAFFOLD_API_COMPLETE"


@click.command("completion")
@click.argument("shell", metavar="SHELL", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(context: click.Context, shell: str) -> int:
    """Print the completion script for a shell.

    For bash, put this into ~/.bashrc: eval "$(pyscaffold-api completion bash)"
    """
    complete = get_completion_class(shell)
    assert complete is not None  # noqa: S101 - click knows the three shells
    script = complete(context.find_root().command, {}, "pyscaffold-api", COMPLETION_VARIABLE)
    # Not source(): for bash that starts one to ask for its version.
    write_line(sys.stdout, script.source_template % script.source_vars())
    return 0
