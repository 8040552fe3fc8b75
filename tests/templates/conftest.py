from collections import Counter
from collections.abc import Iterator

import pytest
from templates.trees import Tree, Trees
from templates.variants import VARIANTS, application

# What tests record, to be told at the end.
COUNTED = ("variants", "files")

APPLICATIONS = list(dict.fromkeys(map(application, VARIANTS)))


@pytest.fixture(scope="session")
def trees() -> Iterator[Trees]:
    trees = Trees()
    yield trees
    trees.remove()


@pytest.fixture(scope="session", params=APPLICATIONS)
def variants(request: pytest.FixtureRequest, trees: Trees) -> list[Tree]:
    """All rendered variants of one application."""
    return trees.of(request.param)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How much was rendered and judged, from what the tests have recorded."""
    counts: Counter[str] = Counter()
    for report in terminalreporter.getreports("passed"):
        counts.update({name: count for name, count in report.user_properties if name in COUNTED})
    if counts:
        told = f"{counts[COUNTED[0]]} of 216 variants rendered and judged, {counts[COUNTED[1]]} files"
        terminalreporter.write_line(told)
