"""Train, export, say how good it is: `python -m training`, or `poe train`."""

import sys
from argparse import ArgumentParser
from pathlib import Path

from training.export import export
from training.wine import train


def main(arguments: list[str]) -> None:
    parser = ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("--to", type=Path, default=Path("app/inference/model"), help="MODEL_DIR of a server")
    folder = parser.parse_args(arguments).to
    made = export(train(), folder)
    metrics = ", ".join(f"{name} {value:.3f}" for name, value in made.metrics.items())
    sys.stdout.write(f"{folder / made.file}: {metrics}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
