"""Run the command line several times in one terminal, each time in a copy of this process.

Most of the time that a run takes goes into imports, which a copy has behind it. The arguments of the runs
are one list of lists in JSON. After each run a line is waited for, so that the terminal can be looked at.
"""

import json
import os
import signal
import sys

from pyscaffold_api import interview, plan, prompts, report  # noqa: F401 (imported for the copies)
from pyscaffold_api.cli import run


def run_in_a_copy(arguments: list[str]) -> int:
    """Run the command line with these arguments; its exit code."""
    sys.stdout.flush()
    copy = os.fork()
    if copy == 0:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        exit_code = run(arguments)
        sys.stdout.flush()
        os._exit(exit_code)
    return os.waitstatus_to_exitcode(os.waitpid(copy, 0)[1])


def main() -> None:
    # Ctrl-C reaches every process of the terminal; it is meant for the copy.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number, arguments in enumerate(json.loads(sys.argv[1]), start=1):
        print(f"round {number} ended with {run_in_a_copy(arguments)}", flush=True)
        sys.stdin.readline()


if __name__ == "__main__":
    main()
