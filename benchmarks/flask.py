"""How fast the Flask starter serves beside the least code that does the same, on this machine, in one run.

    python benchmarks/flask.py [--rounds 8] [--seconds 4] [--check] [--write docs/benchmarks/flask.md]

It makes and installs a starter for PostgreSQL (or takes one with --project), and starts it as for production
beside benchmarks/baselines/flask_minimal.py, in the same environment: gunicorn with one process and as many
threads, the same pool, the starter's own template, a line in the log for each request in both. Servers are
kept on one core, clients on another. Rounds alternate A B A B ..., and ratios are taken pair by pair, so that
a machine whose speed drifts does not favour one side. It needs Linux, two cores, uv, psql, and a PostgreSQL
server where it may make databases.

- item: GET /items/{id} by who is signed in, 32 connections; at least 0.90 of the baseline.
- health: GET /healthz, 32 connections; at least 0.80 of the baseline's bare route.

--check exits with 1 when a bound is missed.
"""

import contextlib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from comparison import (
    BASELINES,
    CONNECTIONS,
    Pair,
    arguments,
    compare,
    conclude,
    new_starter,
    served_starter,
    versions,
)
from servers import BenchmarkError, Load, call, new_database, require_machine, serving
from visitor import Visitor

THREADS = 4
ITEMS = 100
EMAIL, PASSWORD = "ada@example.com", "three blue herons at noon"
LEAST_ITEM, LEAST_HEALTH = 0.90, 0.80
PACKAGES = ("flask", "werkzeug", "jinja2", "flask-login", "flask-wtf", "sqlalchemy", "psycopg", "gunicorn")


def main() -> int:
    chosen = arguments(__doc__).parse_args()
    try:
        require_machine()
        with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
            folder = Path(name)
            project = chosen.project or new_starter(folder, workload="templates", framework="flask")
            python = project / ".venv" / "bin" / "python"
            ours = stack.enter_context(served_starter(project, python, chosen.server, folder))
            baseline = stack.enter_context(_baseline(project, python, chosen.server, folder))
            rows = [compare(pair, chosen.rounds, chosen.seconds) for pair in _pairs(ours, baseline)]
            installed = versions(python, *PACKAGES)
    except BenchmarkError as error:
        print(error, file=sys.stderr)
        return 2
    return conclude(chosen, rows, installed, title="The Flask starter beside the least code", script="flask")


@contextlib.contextmanager
def _baseline(project: Path, python: Path, server: str, folder: Path) -> Iterator[int]:
    options = ["--worker-class=gthread", "--workers=1", f"--threads={THREADS}", "--access-logfile=-"]
    command = [str(python), "-m", "gunicorn", "--bind=127.0.0.1:{port}", *options, "flask_minimal:app"]
    with new_database(server) as url:
        variables = {
            "DATABASE_URL": url.replace("postgresql://", "postgresql+psycopg://"),
            "TEMPLATES": str(project / "app" / "pages" / "templates"),
        }
        log = folder / "baseline.log"
        with serving(command, folder=BASELINES, variables=variables, log=log) as port:
            yield port


def _pairs(ours: int, baseline: int) -> list[Pair]:
    visitor = Visitor(ours)
    visitor.submit("/register", email=EMAIL, full_name="Ada Lovelace", password=PASSWORD)
    visitor.submit("/login", username=EMAIL, password=PASSWORD)
    items = [
        visitor.submit("/items/new", name=f"Item {n}", description="Bright.", price=n, category="books")
        for n in range(ITEMS)
    ]
    # Else each answer would tell again that an item is saved, and take that out of the cookie again.
    visitor.read("/items")
    sample = call(baseline, "GET", "/sample")
    return [
        Pair(
            "item",
            Load.get(ours, items[ITEMS // 2], visitor.cookie_header, connections=CONNECTIONS),
            Load.get(
                baseline,
                f"/items/{sample['item_id']}",
                f"Cookie: {sample['cookie']}",
                connections=CONNECTIONS,
            ),
            LEAST_ITEM,
        ),
        Pair(
            "health",
            Load.get(ours, "/healthz", connections=CONNECTIONS),
            Load.get(baseline, "/healthz", connections=CONNECTIONS),
            LEAST_HEALTH,
        ),
    ]


if __name__ == "__main__":
    sys.exit(main())
