"""What is valid, said a second time: from the design's rules alone, without the package's own.

Feature sets: `templates` alone, or `api` with any of `templates`, `realtime` and `ml`. Real-time and models
are reached with the API's tokens, so either brings `api`. Nine sets, two frameworks, three databases,
`docker` and `ci` in or out: 216 renders.
"""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

FRAMEWORKS = ("flask", "fastapi")
WORKLOADS = ("api", "templates", "realtime", "ml")
DATABASES = ("sqlite", "postgresql", "mysql")
EXTRAS = ("docker", "ci")
# Not offered yet, and so refused whatever is beside them.
LATER_EXTRAS = ("jobs", "cache", "admin", "observability", "kubernetes", "ray")
FRONTENDS = ("none", "spa", "server-rendered")
EXISTING_CODE = ("none", "flask-keep", "flask-migrate")
NEED_TOKENS = {"realtime", "ml"}

Raw = dict[str, object]


@dataclass(frozen=True)
class Variant:
    """One render that differs from every other."""

    framework: str
    features: frozenset[str]
    database: str
    extras: frozenset[str]


@dataclass(frozen=True)
class Fault:
    """Why answers are refused: the key to be named, what the hint must name, and answers that mend it.

    In `mended` None means: leave the answer out.
    """

    key: str
    hint_names: tuple[str, ...]
    mended: Mapping[str, object]


def subsets(items: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for size in range(len(items) + 1):
        yield from itertools.combinations(items, size)


def feature_sets() -> list[frozenset[str]]:
    """All that one application can consist of."""
    alone = frozenset({"templates"})
    return [alone, *(frozenset({"api", *added}) for added in subsets(("templates", "realtime", "ml")))]


def variants() -> list[Variant]:
    """Every render there is."""
    return [
        Variant(framework, features, database, frozenset(extras))
        for framework in FRAMEWORKS
        for features in feature_sets()
        for database in DATABASES
        for extras in subsets(EXTRAS)
    ]


def answered_space() -> Iterator[Raw]:
    """Every way to answer the questions that decide what is rendered, left out answers included."""
    questions: dict[str, list[object]] = {
        "framework": [*FRAMEWORKS],
        "workload": [None, *WORKLOADS],
        "also": [None, *map(list, subsets(WORKLOADS))],
        "frontend": [None, *FRONTENDS],
        "existing_code": [None, *EXISTING_CODE],
        "database": [None, *DATABASES],
        "extras": [None, *map(list, subsets(EXTRAS)), *([later, "docker"] for later in LATER_EXTRAS)],
    }
    for chosen in itertools.product(*questions.values()):
        yield {key: answer for key, answer in zip(questions, chosen, strict=True) if answer is not None}


def faults(raw: Raw) -> list[Fault]:
    """All that is wrong with these answers; a refusal names one of them."""
    workload, also, extras = raw.get("workload", "api"), _listed(raw, "also"), _listed(raw, "extras")
    found = []
    if workload in also:
        rest = [added for added in also if added != workload]
        found.append(Fault("also", (str(workload), "also"), {"also": rest}))
    if workload == "templates" and raw.get("frontend", "server-rendered") != "server-rendered":
        found.append(Fault("frontend", ("frontend",), {"frontend": None}))
    if raw["framework"] == "flask" and raw.get("existing_code") == "flask-migrate":
        found.append(Fault("existing_code", ("--existing-code flask-keep",), {"existing_code": "flask-keep"}))
    if later := set(extras) & set(LATER_EXTRAS):
        rest = [extra for extra in extras if extra not in later]
        found.append(Fault("extras", EXTRAS, {"extras": rest}))
    return found


def mended(raw: Raw) -> Raw:
    """The answers after every hint has been followed."""
    changed = {**raw, **{key: answer for fault in faults(raw) for key, answer in fault.mended.items()}}
    return {key: answer for key, answer in changed.items() if answer is not None}


def asked(raw: Raw) -> frozenset[str]:
    """The workloads that were named, or assumed."""
    return frozenset({str(raw.get("workload", "api")), *_listed(raw, "also")})


def variant(raw: Raw) -> Variant:
    """The render that valid answers give."""
    features = asked(raw) | ({"api"} if asked(raw) & NEED_TOKENS else set())
    extras = _listed(raw, "extras") if "extras" in raw else EXTRAS
    return Variant(
        str(raw["framework"]), frozenset(features), str(raw.get("database", "sqlite")), frozenset(extras)
    )


def _listed(raw: Raw, key: str) -> list[str]:
    answer = raw.get(key, [])
    assert isinstance(answer, list)
    return answer
