"""The tool as it was when half of the starters were built: what is asked for and not there yet."""

import pytest
from pyscaffold_api.answer_types import Framework, Workload

HALF = frozenset(
    {
        (Framework.FASTAPI, Workload.API),
        (Framework.FASTAPI, Workload.ML),
        (Framework.FLASK, Workload.TEMPLATES),
    }
)


@pytest.fixture
def half_built(monkeypatch: pytest.MonkeyPatch) -> None:
    """For what is told of starters that are not built, whichever these are today."""
    starters = {f"{framework}/{workload}": (framework, workload) for framework, workload in sorted(HALF)}
    monkeypatch.setattr("pyscaffold_api.catalogue.BUILT", HALF)
    monkeypatch.setattr("pyscaffold_api.interview._STARTERS", starters)
