"""Plain output: streams that never make the program fail, and what is written to them."""

import os
import sys
from contextlib import suppress
from io import FileIO, TextIOWrapper
from typing import TextIO

from pyscaffold_api.errors import OutputLost


def make_streams_safe() -> None:
    """Open closed streams on nothing, and print what an encoding lacks as an escape.

    A closed descriptor would be reused for the next file opened, and what is printed would land in it.
    """
    if sys.stdin is None:
        sys.stdin = _nothing("r")
    if sys.stdout is None:
        sys.stdout = _nothing("w")
    if sys.stderr is None:
        sys.stderr = _nothing("w")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def as_utf8(argument: str) -> str:
    """An argument as it was typed, also under a locale that cannot read what is not ASCII."""
    try:
        return os.fsencode(argument).decode("utf-8")
    except UnicodeDecodeError:
        return argument


def _nothing(mode: str) -> TextIOWrapper:
    return TextIOWrapper(FileIO(os.devnull, mode), encoding="utf-8")


def write_line(stream: TextIO, text: str = "") -> None:
    """Print a line; a reader that has gone away is no reason to stop, a full disk is."""
    try:
        print(text, file=stream, flush=True)
    except OSError as error:
        failure = output_lost(stream, error)
        if not isinstance(error, BrokenPipeError):
            raise failure from error


def output_lost(stream: TextIO, error: OSError) -> OutputLost:
    """The failure to print to a stream, to which nothing is printed any more."""
    # What is left in the buffer would fail again when the interpreter ends.
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    return OutputLost(f"What was to be printed is lost: {error.strerror}.")


def write_json(content: object) -> None:
    """Print one JSON object to stdout, with JSON's own escapes for what its encoding lacks."""
    import json

    text = json.dumps(content, ensure_ascii=False, indent=2)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(content, indent=2)
    write_line(sys.stdout, text)


def write_error(kind: str, message: str, hint: str | None, *, as_json: bool) -> None:
    """Tell a failure: message and hint on stderr, or one JSON object on stdout."""
    with suppress(OutputLost):  # the exit code tells it all the same
        if as_json:
            write_json({"error": {"kind": kind, "message": message, "hint": hint or ""}})
            return
        write_line(sys.stderr, message if kind == "Interrupted" else f"Error: {message}")
        if hint:
            write_line(sys.stderr, f"Hint: {hint}")
