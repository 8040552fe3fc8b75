"""A terminal with a program in it: what it shows, and keys to press."""

import re
import termios
import time
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pexpect
import pyte

ENTER, ESCAPE, SPACE, BACKSPACE = "\r", "\x1b", " ", "\x7f"
UP, DOWN = "\x1b[A", "\x1b[B"
CTRL_C, CTRL_D = "\x03", "\x04"

_PATIENCE = 20.0
_COLOURS = {*range(30, 39), *range(40, 49), *range(90, 98), *range(100, 108)}


class Terminal:
    """Runs a command in a pseudo-terminal of its own; close it in the end."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        env: Mapping[str, str],
        cwd: Path,
        columns: int = 80,
        rows: int = 24,
    ) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        with warnings.catch_warnings():
            # Python 3.12 and newer warn of forking beside threads, such as those of pytest-xdist; the copy
            # becomes another program at once.
            warnings.simplefilter("ignore", DeprecationWarning)
            self._child: pexpect.spawn[bytes] = pexpect.spawn(
                command[0],
                list(command[1:]),
                env={"TERM": "xterm-256color", **env},
                cwd=str(cwd),
                dimensions=(rows, columns),
            )
        # Pauses of pexpect that are meant for programs which ask for passwords or are slow to end.
        self._child.delaybeforesend = None
        self._child.delayafterclose = 0
        self._is_quiet = False
        self.output = ""

    def close(self) -> None:
        """End the program if it is still there."""
        self._child.close(force=True)

    @property
    def lines(self) -> list[str]:
        """What is on the screen."""
        return [line.rstrip() for line in self._screen.display]

    @property
    def text(self) -> str:
        """What is on the screen as running text, however its lines are broken."""
        return " ".join(" ".join(self.lines).split())

    @property
    def settings(self) -> Any:
        """How the terminal is set up: echo, line by line, and so on."""
        return termios.tcgetattr(self._child.child_fd)

    @property
    def shows_cursor(self) -> bool:
        return not self._screen.cursor.hidden

    def press(self, *keys: str) -> None:
        for key in keys:
            self._child.send(key)

    def resize(self, columns: int, rows: int) -> None:
        self._screen.resize(rows, columns)
        self._child.setwinsize(rows, columns)

    def signal(self, number: int) -> None:
        self._child.kill(number)

    def see(self, text: str) -> None:
        """Wait until the text is on the screen."""
        deadline = time.monotonic() + _PATIENCE
        while text not in self.text:
            assert time.monotonic() < deadline, f"never shown: {text!r}; the screen is\n{self._picture()}"
            assert self._read(), f"the program ended without showing {text!r}:\n{self._picture()}"

    def forget(self) -> None:
        """Clear the screen, so that only what is shown from now on is seen."""
        self._screen.reset()

    def rest(self) -> None:
        """Wait until nothing is printed any more.

        A signal that comes between a prompt and the read that follows it is noticed with the next key only.
        """
        while self._read():
            if self._is_quiet:
                return

    def answer(self, question: str, *keys: str) -> None:
        """Wait for a question and press these keys."""
        self.see(question)
        self.press(*keys)

    def end(self) -> int:
        """Wait for the program to end; its exit code."""
        deadline = time.monotonic() + _PATIENCE
        while self._read():
            assert time.monotonic() < deadline, f"the program goes on:\n{self._picture()}"
        self._child.wait()
        assert self._child.exitstatus is not None, f"killed by signal {self._child.signalstatus}"
        return int(self._child.exitstatus)

    def uses_colour(self) -> bool:
        """Whether any colour was set, in whichever way."""
        codes = re.findall(r"\x1b\[([0-9;]*)m", self.output)
        return any(int(part) in _COLOURS for code in codes for part in code.split(";") if part)

    def _read(self) -> bool:
        """Take over what the program has printed; False when it has ended."""
        try:
            printed = self._child.read_nonblocking(65536, timeout=0.05)
        except pexpect.TIMEOUT:
            self._is_quiet = True
            return True
        except pexpect.EOF:
            return False
        self._is_quiet = False
        self._stream.feed(printed)
        self.output += printed.decode("utf-8", "replace")
        return True

    def _picture(self) -> str:
        return "\n".join(f"|{line}" for line in self.lines)
