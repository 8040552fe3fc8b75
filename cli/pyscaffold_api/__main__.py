"""The entry point: ready for signals before anything that takes long is imported."""

import sys

from pyscaffold_api.signals import Interrupted, ignore_signals, interrupt_on_signals, unwrapped


def main() -> None:
    """Run the command line and end the process with its exit code."""
    interrupt_on_signals()
    try:
        with unwrapped():
            from pyscaffold_api.cli import run_as_process

        code = run_as_process(sys.argv[1:])
        ignore_signals()
    except Interrupted as interrupted:
        code = interrupted.exit_code
    sys.exit(code)


if __name__ == "__main__":
    main()
