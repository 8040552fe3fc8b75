"""Rendered variants: each made once a run, those of one application at the same time."""

import os
import shutil
import tempfile
from concurrent.futures import ProcessPoolExecutor
from functools import cache, cached_property
from pathlib import Path

from pyscaffold_api.render import render
from templates.oracle import Variant
from templates.variants import VARIANTS, application, label, plan_for, raw

# Not text, or not ours: they are judged where they are made.
BINARY = {".ico", ".onnx", ".png", ".woff2"}
BROUGHT_ALONG = {"vendor"}


class Tree:
    """A rendered variant."""

    def __init__(self, variant: Variant, project: Path) -> None:
        self.variant = variant
        self.label = label(variant)
        self.project = project

    @cached_property
    def paths(self) -> list[str]:
        return sorted(files(self.project))

    @cached_property
    def texts(self) -> dict[str, str]:
        return texts(self.project)


class Trees:
    """The rendered variants of each application, made when they are first asked for."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="trees-"))
        self._made: dict[str, list[Tree]] = {}

    def of(self, name: str) -> list[Tree]:
        if name not in self._made:
            wanted = [variant for variant in VARIANTS if application(variant) == name]
            # A render changes the working directory, so each worker is a process.
            with ProcessPoolExecutor(max_workers=os.cpu_count()) as workers:
                projects = workers.map(make, wanted, [self.folder / name / label(v) for v in wanted])
                self._made[name] = list(map(Tree, wanted, projects))
        return self._made[name]

    def one(self, variant: Variant) -> Tree:
        return next(tree for tree in self.of(application(variant)) if tree.variant == variant)

    @property
    def count(self) -> int:
        return sum(map(len, self._made.values()))

    def remove(self) -> None:
        shutil.rmtree(self.folder)


def make(variant: Variant, folder: Path) -> Path:
    plan = plan_for(raw(variant), folder)
    render(plan)
    return plan.target


def texts(project: Path) -> dict[str, str]:
    """The text of every file that is text and ours, by its path; the same text is kept once."""
    return {
        path: kept(file.read_bytes().decode("utf-8"))
        for path, file in sorted(files(project).items())
        if not BROUGHT_ALONG & set(file.parts) and file.suffix not in BINARY
    }


def files(project: Path) -> dict[str, Path]:
    return {path.relative_to(project).as_posix(): path for path in project.rglob("*") if path.is_file()}


@cache
def kept(text: str) -> str:
    return text
