"""`options`: every answer key."""

import sys

import click

from pyscaffold_api.flags import json_flag
from pyscaffold_api.options_text import options_text
from pyscaffold_api.output import write_json, write_line
from pyscaffold_api.schema import options_schema


@click.command("options")
@json_flag
def command(as_json: bool) -> int:
    """Every answer: its flag, choices, default and meaning. With --json, a JSON Schema."""
    if as_json:
        write_json(options_schema())
    else:
        write_line(sys.stdout, options_text())
    return 0
