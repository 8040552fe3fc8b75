"""The combinations of answers that give different files, rendered once a run."""

import itertools
from collections.abc import Iterator, Mapping
from pathlib import Path

from pyscaffold_api.answer_types import Database
from pyscaffold_api.answers import parse
from pyscaffold_api.catalogue import BUILT, BUILT_EXTRAS
from pyscaffold_api.plan import Plan, make_plan
from pyscaffold_api.recommend import recommend

STARTERS = sorted((str(framework), str(workload)) for framework, workload in BUILT)


def plan_for(raw: Mapping[str, object], output_dir: Path) -> Plan:
    """The plan for these answers, with the framework they name, else the recommended one."""
    answers = parse({"project_name": "Demo", **raw})
    recommendation = recommend(answers)
    framework = answers.framework or recommendation.framework
    return make_plan(answers, recommendation, framework, output_dir=output_dir)


def combinations() -> Iterator[dict[str, object]]:
    """Every starter with every database and every set of extras."""
    extras = [
        list(chosen)
        for size in range(len(BUILT_EXTRAS) + 1)
        for chosen in itertools.combinations(BUILT_EXTRAS, size)
    ]
    for (framework, workload), database, chosen in itertools.product(STARTERS, Database, extras):
        yield {
            "framework": framework,
            "workload": workload,
            "database": str(database),
            "extras": [str(extra) for extra in chosen],
        }


def label(raw: Mapping[str, object]) -> str:
    extras = raw.get("extras")
    parts = [raw.get("framework"), raw.get("workload"), raw.get("database")]
    return "-".join([*map(str, parts), *(map(str, extras) if isinstance(extras, list) else [])])
