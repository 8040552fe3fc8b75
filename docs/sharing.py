"""How much the two templates share, what they still repeat, and how many conditionals their files have.

    python docs/sharing.py

Prints lines and places; nothing is written.
"""

import fnmatch
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, nodes

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "cli"))

from pyscaffold_api.templates import LEFTOVERS, PROJECT_FOLDER, manifest  # noqa: E402

TEMPLATES = ("template-fastapi", "template-flask")
SHARED = "template-shared"
# So many equal lines after each other are a repetition.
RUN = 6
BINARY = {".onnx", ".png", ".ico", ".woff2"}
# What says nothing by itself: blank lines, comments, lone brackets, imports.
EMPTY = re.compile(r"\s*(#.*|//.*|[\])}>({\[,;\"']*|(from|import)\s.*)?\s*")


@dataclass(frozen=True)
class Conditionals:
    """How many there are in a file, and how deep blocks stand within blocks."""

    count: int
    depth: int


@dataclass(frozen=True)
class Line:
    number: int
    text: str


@dataclass(frozen=True)
class Run:
    """The same lines in a file of each template, each named by its path, first and last line."""

    paths: tuple[str, str]
    firsts: tuple[int, int]
    lasts: tuple[int, int]
    length: int


def conditionals(text: str) -> Conditionals:
    """Every form counts: if, elif, loops, what a loop leaves out, and choices within a line."""
    tree = Environment(autoescape=True).parse(text)
    forms = (nodes.If, nodes.CondExpr, nodes.For)
    count = len(list(tree.find_all(forms)))
    filtered = sum(loop.test is not None for loop in tree.find_all(nodes.For))
    return Conditionals(count + filtered, _depth(tree.body))


def _depth(body: Iterable[nodes.Node]) -> int:
    return max((_depth_of(node) for node in body), default=0)


def _depth_of(node: nodes.Node) -> int:
    if isinstance(node, nodes.If):
        # An elif is a node below its if, and no deeper for the reader.
        branches = [node.body, node.else_, *(other.body for other in node.elif_)]
        return 1 + max(map(_depth, branches))
    if isinstance(node, nodes.For):
        return 1 + max(_depth(node.body), _depth(node.else_))
    return _depth(node.iter_child_nodes())


def template_files() -> list[Path]:
    """The files that starters are made of."""
    folders = [ROOT / template / part for template in TEMPLATES for part in (PROJECT_FOLDER, "templates")]
    folders += [ROOT / SHARED / "files", ROOT / SHARED / "partials"]
    return [path for folder in folders for path in files(folder)]


def files(folder: Path) -> list[Path]:
    """All files below a folder but what tools leave there."""
    found = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return [path for path in found if not leftovers(path, folder)]


def leftovers(path: Path, folder: Path) -> set[str]:
    parts = path.relative_to(folder).parts
    return {part for part in parts for pattern in LEFTOVERS if fnmatch.fnmatch(part, pattern)}


def rendered(path: Path) -> bool:
    """Whether the file is a template at all, rather than copied as it is."""
    patterns = [
        pattern for template in TEMPLATES for pattern in manifest(template).get("_copy_without_render", [])
    ]
    return path.suffix not in BINARY and not any(
        fnmatch.fnmatch(path.as_posix(), f"*/{pattern}") for pattern in patterns
    )


def counted() -> dict[str, Conditionals]:
    """The files that have conditionals, those with most of them first."""
    found = {
        path.relative_to(ROOT).as_posix(): conditionals(path.read_text(encoding="utf-8"))
        for path in template_files()
        if rendered(path)
    }
    return dict(sorted(((p, c) for p, c in found.items() if c.count), key=lambda item: -item[1].count))


def line_counts() -> dict[str, int]:
    """Lines that say something, in the shared files and in those of each framework."""
    folders = {SHARED: ROOT / SHARED, **{name: ROOT / name / PROJECT_FOLDER for name in TEMPLATES}}
    return {name: sum(len(lines(path)) for path in own_texts(folder)) for name, folder in folders.items()}


def own_texts(folder: Path) -> list[Path]:
    return [path for path in files(folder) if path.suffix not in BINARY and "vendor" not in path.parts]


def lines(path: Path) -> list[Line]:
    """The lines that say something, with blank space folded."""
    return [
        Line(number, " ".join(text.split()))
        for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if not EMPTY.fullmatch(text)
    ]


def repeated() -> list[Run]:
    """The runs of equal lines that both templates have, the longest first, each line once."""
    ours, theirs = (
        {path.relative_to(folder).as_posix(): lines(path) for path in own_texts(folder)}
        for folder in (ROOT / template / PROJECT_FOLDER for template in TEMPLATES)
    )
    places = defaultdict(list)
    for path, content in theirs.items():
        for start in range(len(content) - RUN + 1):
            places[texts(content[start : start + RUN])].append((path, start))
    runs = [run for path, content in ours.items() for run in _runs(path, content, theirs, places)]
    return sorted(runs, key=lambda run: (-run.length, run.paths, run.firsts))


def _runs(
    path: str,
    content: list[Line],
    theirs: dict[str, list[Line]],
    places: dict[tuple[str, ...], list[tuple[str, int]]],
) -> Iterator[Run]:
    start = 0
    while start + RUN <= len(content):
        matches = places.get(texts(content[start : start + RUN]), [])
        if not matches:
            start += 1
            continue
        lengths = {match: _length(content[start:], theirs[match[0]][match[1] :]) for match in matches}
        # The longest; among equals the file of the same name.
        other, begin = max(lengths, key=lambda match: (lengths[match], match[0] == path))
        length = lengths[other, begin]
        last = theirs[other][begin + length - 1]
        yield Run(
            paths=(path, other),
            firsts=(content[start].number, theirs[other][begin].number),
            lasts=(content[start + length - 1].number, last.number),
            length=length,
        )
        start += length


def _length(ours: list[Line], theirs: list[Line]) -> int:
    length = 0
    for mine, other in zip(ours, theirs, strict=False):
        if mine.text != other.text:
            break
        length += 1
    return length


def texts(some: list[Line]) -> tuple[str, ...]:
    return tuple(line.text for line in some)


def main() -> None:
    print("Conditionals of any form, and blocks within blocks (a depth of 1 is none)\n")
    for path, found in counted().items():
        print(f"{found.count:3}  depth {found.depth}  {path}")
    counts = line_counts()
    total = sum(counts.values())
    print("\nLines that say something\n")
    for name, count in counts.items():
        print(f"{count:6}  {count / total:4.0%}  {name}")
    runs = repeated()
    print(
        f"\nRuns of {RUN} or more equal lines in both: {len(runs)}, {sum(run.length for run in runs)} lines\n"
    )
    for run in runs:
        ours, theirs = (
            f"{path}:{first}-{last}"
            for path, first, last in zip(run.paths, run.firsts, run.lasts, strict=True)
        )
        print(f"{run.length:3}  fastapi {ours}  flask {theirs}")


if __name__ == "__main__":
    main()
