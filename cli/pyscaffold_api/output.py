"""Plain output: streams that never make the program fail, and what is written to them."""

import json
import os
import sys
from contextlib import suppress
from typing import TextIO


def make_streams_safe() -> None:
    """Open closed streams on nothing, and print what an encoding lacks as an escape.

    A closed descriptor would be reused for the next file that is opened, and what is printed would land in it.
    """
    for descriptor, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            stream = open(os.devnull, "w" if descriptor else "r", encoding="utf-8")  # noqa: SIM115, PTH123
            setattr(sys, name, stream)
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]


def write_line(stream: TextIO, text: str = "") -> None:
    """Print a line; a reader that has gone away is no reason to stop."""
    try:
        print(text, file=stream, flush=True)  # noqa: T201 - the one print of the program
    except OSError:
        # What is left in the buffer would fail again when the interpreter ends.
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def write_json(content: object) -> None:
    """Print one JSON object to stdout."""
    write_line(sys.stdout, json.dumps(content, ensure_ascii=False, indent=2))


def write_error(kind: str, message: str, hint: str | None, *, as_json: bool) -> None:
    """Tell a failure: message and hint on stderr, or one JSON object on stdout."""
    if as_json:
        write_json({"error": {"kind": kind, "message": message, "hint": hint}})
        return
    write_line(sys.stderr, message if kind == "Interrupted" else f"Error: {message}")
    if hint:
        write_line(sys.stderr, f"Hint: {hint}")
