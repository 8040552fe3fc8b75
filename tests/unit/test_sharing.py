"""What the templates still repeat has a reason, and the page with the reasons is up to date."""

import re
from fnmatch import fnmatch
from pathlib import Path

from sharing import Run, repeated

PAGE = Path(__file__).parents[2] / "docs" / "sharing.md"
ROW = re.compile(r"^\| `([^`]+)` \| `([^`]+)` \| (.+) \|$", re.MULTILINE)


def is_told_by(run: Run, row: tuple[str, ...]) -> bool:
    return fnmatch(run.paths[0], row[0]) and fnmatch(run.paths[1], row[1])


def test_every_repetition_has_a_reason_and_every_reason_a_repetition() -> None:
    rows = ROW.findall(PAGE.read_text(encoding="utf-8"))
    runs = repeated()
    untold = {run.paths for run in runs if not any(is_told_by(run, row) for row in rows)}
    assert untold == set(), "share these, or say in docs/sharing.md why not"
    assert [row for row in rows if not any(is_told_by(run, row) for run in runs)] == [], (
        "not repeated any more"
    )
