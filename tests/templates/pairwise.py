"""The few applications, out of the hundreds, in which any two choices meet at least once."""

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from allpairspy import AllPairs
from templates import oracle
from templates.oracle import Variant
from templates.variants import label

PYTHONS = ("3.11", "3.12", "3.13")
CHOICES: dict[str, tuple[object, ...]] = {
    "framework": oracle.FRAMEWORKS,
    **dict.fromkeys(oracle.WORKLOADS, (True, False)),
    "database": oracle.DATABASES,
    **dict.fromkeys(oracle.EXTRAS, (True, False)),
    "python": PYTHONS,
}

# How many orders of the choices are tried. Which is the best is luck, but always the same luck.
SHUFFLES = 12

Values = tuple[object, ...]
Pair = tuple[tuple[int, object], tuple[int, object]]


@dataclass(frozen=True)
class Row:
    """A variant, and the Python it is to run on."""

    variant: Variant
    python: str

    @property
    def label(self) -> str:
        return f"{label(self.variant)}-py{self.python}"

    @property
    def values(self) -> Values:
        features = (feature in self.variant.features for feature in oracle.WORKLOADS)
        extras = (extra in self.variant.extras for extra in oracle.EXTRAS)
        return (self.variant.framework, *features, self.variant.database, *extras, self.python)


def all_rows() -> list[Row]:
    return [Row(variant, python) for variant in oracle.variants() for python in PYTHONS]


def pairs(values: Values) -> Iterator[Pair]:
    """Any two choices of a row, each with its place in it."""
    return itertools.combinations(enumerate(values), 2)


@cache
def rows() -> list[Row]:
    """A small set of rows that has every pair of choices that any row has; the same set each time."""
    return min(map(_rows, range(SHUFFLES)), key=len)


def _rows(seed: int) -> list[Row]:
    possible = {row.values: row for row in all_rows()}
    beginnings = {values[:length] for values in possible for length in range(len(values) + 1)}
    shuffle = random.Random(seed)
    choices = [shuffle.sample(answers, len(answers)) for answers in CHOICES.values()]
    found = AllPairs(choices, filter_func=lambda begun: tuple(begun) in beginnings)
    fullest = everything_at_once()
    chosen = [*fullest, *(possible[tuple(values)] for values in found)]
    # It builds a row from its beginning, and gives up the pairs that the beginning leads away from.
    wanted = set(itertools.chain.from_iterable(map(pairs, possible)))
    while missing := wanted - covered(chosen):
        chosen.append(max(possible.values(), key=lambda row: len(missing.intersection(pairs(row.values)))))
    for row in chosen[len(fullest) :]:
        others = [other for other in chosen if other is not row]
        if covered(others) == wanted:
            chosen = others
    return chosen


def everything_at_once() -> list[Row]:
    """Of each framework the application with most in it: what its features do to each other shows there."""
    count = {row: len(row.variant.features) + len(row.variant.extras) for row in all_rows()}
    servers = {"fastapi": ("postgresql", PYTHONS[-1]), "flask": ("mysql", PYTHONS[0])}
    of_each = ([row for row in count if row.variant.framework == name] for name in oracle.FRAMEWORKS)
    return [
        max(
            (row for row in mine if (row.variant.database, row.python) == servers[row.variant.framework]),
            key=count.__getitem__,
        )
        for mine in of_each
    ]


def covered(chosen: list[Row]) -> set[Pair]:
    return set(itertools.chain.from_iterable(pairs(row.values) for row in chosen))


def rotated(commit: str) -> list[Row]:
    """The rows in an order that depends on the commit, so that each is among the first with some commit."""
    first = int(commit, 16) % len(rows())
    return rows()[first:] + rows()[:first]
