"""Capture a real recommendation from a real terminal, for the README.

    python docs/capture.py            write docs/recommendation.svg
    python docs/capture.py --check    fail if it is not what the command prints today

The command runs in a pseudo-terminal of 80 columns; what it prints, colours included, becomes a picture.
"""

import argparse
import io
import os
import re
import shlex
import sys
from pathlib import Path

import pexpect
from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "recommendation.svg"
SHOWN = (
    "pyscaffold-api recommend --frontend spa --scale prototype --skills flask --skills type-hints --no-input"
)
COLUMNS = 80


def printed() -> str:
    """What the command prints on a terminal, with its colour codes."""
    variables = {
        **os.environ,
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(ROOT / "cli"),
    }
    for name in ("NO_COLOR", "COLUMNS", "LINES"):
        variables.pop(name, None)
    _, *arguments = shlex.split(SHOWN)
    terminal = pexpect.spawn(
        sys.executable,
        ["-m", "pyscaffold_api", *arguments],
        env=variables,
        dimensions=(60, COLUMNS),
        encoding="utf-8",
        timeout=30,
    )
    terminal.expect(pexpect.EOF)
    terminal.close()
    if terminal.exitstatus:
        raise SystemExit(f"{SHOWN} ended with {terminal.exitstatus}:\n{terminal.before}")
    return str(terminal.before).replace("\r\n", "\n")


def picture(output: str) -> str:
    """The output as SVG, under the command line that gave it."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    command = SHOWN.replace(" --skills flask", " \\\n    --skills flask")
    console.print(Text(f"$ {command}\n", style="bold"))
    console.print(Text.from_ansi(output.rstrip()))
    svg = console.export_svg(title="pyscaffold-api recommend", theme=MONOKAI, unique_id="recommendation")
    # The font would be fetched from elsewhere; the reader's own monospace font does.
    svg = re.sub(r"@font-face \{.*?\}\n", "", svg, flags=re.DOTALL)
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true")
    svg = picture(printed())
    if parser.parse_args().check:
        current = PICTURE.is_file() and PICTURE.read_text(encoding="utf-8") == svg
        print("current" if current else f"{PICTURE} is out of date: run python docs/capture.py")
        return 0 if current else 1
    PICTURE.write_text(svg, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
