"""Taking a feature out of a starter by hand, as the docstring of its package says."""

import re
from collections.abc import Iterator

from templates.oracle import Variant, feature_sets
from templates.variants import COMPLETE

# What each is called in the answers, and its package.
PACKAGES = {"api": "api", "templates": "pages", "realtime": "realtime", "ml": "inference"}
FEATURES = "app/features.py"
# What a docstring may tell to edit rather than to delete.
EDITED = {FEATURES, "app/__main__.py", "pyproject.toml"}
NAMED = re.compile(r"`([^`]+)`")


def removals() -> Iterator[tuple[Variant, str, Variant]]:
    """Every starter, a feature that can go from it, and the starter that would have been made without it."""
    of = {(variant.framework, variant.features): variant for variant in COMPLETE.values()}
    for (framework, features), before in of.items():
        for feature in sorted(features):
            if features - {feature} in feature_sets():
                yield before, feature, of[framework, features - {feature}]


def docstring(feature: str) -> str:
    return f"app/{PACKAGES[feature]}/__init__.py"


def deleted(feature: str, text: str) -> tuple[str, ...]:
    """The paths that the docstring of a feature's package tells to delete, its own folders among them."""
    named = set(NAMED.findall(text)) - EDITED
    return (f"app/{PACKAGES[feature]}/", f"tests/{PACKAGES[feature]}/", *sorted(named))


def edited(text: str) -> set[str]:
    return set(NAMED.findall(text)) & EDITED


def without_its_lines(feature: str, text: str) -> str:
    """`app/features.py` without the two lines that add a feature."""
    added = re.compile(rf"\.feature import add_{PACKAGES[feature]}$|^    add_{PACKAGES[feature]}\(")
    kept = [line for line in text.splitlines() if not added.search(line)]
    assert len(kept) == len(text.splitlines()) - 2
    return "\n".join(kept) + "\n"
