"""The table of security rules names tests that are there."""

import re
from pathlib import Path

import pytest
from pyscaffold_api.render import render
from templates import oracle
from templates.variants import STARTERS, plan_for

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAME = re.compile(r"`([\w/]+\.py)::(\w+)`")
SECTIONS = {"fastapi": "FastAPI", "flask": "Flask"}


def rows(framework: str) -> list[str]:
    section = TABLE.split(f"\n## {SECTIONS[framework]}\n")[1].split("\n## ")[0]
    return [line for line in section.splitlines() if line.startswith("| ") and not line.startswith("| **")][
        1:
    ]


@pytest.mark.parametrize(("framework", "workload"), STARTERS)
def test_every_rule_is_proven_by_tests_that_exist(tmp_path: Path, framework: str, workload: str) -> None:
    # With all that it can hold, as each feature has rules of its own.
    also = [added for added in oracle.WORKLOADS if added != workload]
    plan = plan_for({"framework": framework, "workload": workload, "also": also}, tmp_path)
    render(plan)
    assert rows(framework)
    for row in rows(framework):
        names = NAME.findall(row)
        assert names or "does not apply: " in row, row
        below = ROOT / "tests" if "*here*" in row else plan.target / "tests"
        for path, name in names:
            assert re.search(rf"\bdef {name}\(", (below / path).read_text(encoding="utf-8")), (
                f"{path}::{name}"
            )
