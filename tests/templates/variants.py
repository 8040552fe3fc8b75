"""The combinations of answers that give different files."""

import itertools
from collections.abc import Mapping
from pathlib import Path

from pyscaffold_api.answers import parse
from pyscaffold_api.plan import Plan, make_plan
from pyscaffold_api.recommend import recommend
from templates import oracle
from templates.oracle import Variant

STARTERS = sorted(itertools.product(oracle.FRAMEWORKS, oracle.WORKLOADS))
VARIANTS = oracle.variants()


def in_order(variant: Variant) -> list[str]:
    return [feature for feature in oracle.WORKLOADS if feature in variant.features]


def application(variant: Variant) -> str:
    """The framework and the features: what the applications of two variants differ in."""
    return "-".join([variant.framework, *in_order(variant)])


# Of each application the variant that has every extra, and no database but SQLite.
COMPLETE = {
    application(variant): variant
    for variant in VARIANTS
    if variant.database == "sqlite" and variant.extras == set(oracle.EXTRAS)
}


def label(variant: Variant) -> str:
    return "-".join([application(variant), variant.database, *sorted(variant.extras)])


def raw(variant: Variant) -> dict[str, object]:
    """Answers that give this variant, all of them said."""
    workload, *also = in_order(variant)
    return {
        "framework": variant.framework,
        "workload": workload,
        "also": also,
        "database": variant.database,
        "extras": sorted(variant.extras),
    }


def plan_for(raw: Mapping[str, object], output_dir: Path) -> Plan:
    """The plan for these answers, with the framework they name, else the recommended one."""
    answers = parse({"project_name": "Demo", **raw})
    recommendation = recommend(answers)
    framework = answers.framework or recommendation.framework
    return make_plan(answers, recommendation, framework, output_dir=output_dir)
