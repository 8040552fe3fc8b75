"""A feature can be deleted, as the starter says: what is left is whole."""

import pytest
from templates.imports import unresolved
from templates.oracle import Variant
from templates.removal import FEATURES, deleted, docstring, edited, removals, without_its_lines
from templates.trees import Trees
from templates.variants import application

pytestmark = pytest.mark.render

REMOVALS = list(removals())


@pytest.mark.parametrize(
    ("before", "feature", "after"),
    REMOVALS,
    ids=[f"{application(before)}-without-{feature}" for before, feature, _ in REMOVALS],
)
def test_what_is_left_imports_nothing_of_it(
    trees: Trees, before: Variant, feature: str, after: Variant
) -> None:
    whole, expected = trees.one(before), trees.one(after)
    told = whole.texts[docstring(feature)]
    gone = deleted(feature, told)
    assert all(any(path.startswith(name) for path in whole.paths) for name in gone if name.endswith("/"))
    left = {path: text for path, text in whole.texts.items() if not path.startswith(gone)}
    assert without_its_lines(feature, left[FEATURES]) == expected.texts[FEATURES]
    # What has to be edited is named; how it looks then is taken from the starter that never had the feature.
    left |= {path: expected.texts[path] for path in edited(told) - {"pyproject.toml"}}
    assert list(unresolved(left)) == []
