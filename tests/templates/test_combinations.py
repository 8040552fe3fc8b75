"""Every combination of features, framework, database and extras, judged without installing anything."""

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import pytest
import yaml
from pyscaffold_api.record import RECORD
from templates.absent import ALLOWED, WORDS, mentions
from templates.imports import NOT_IMPORTED, idle, unresolved
from templates.trees import Tree, Trees
from templates.variants import VARIANTS, application

SNAPSHOTS = Path(__file__).parents[1] / "snapshots"
TEMPLATES = Path(__file__).parents[2]
RUFF = [sys.executable, "-m", "ruff", "--quiet"]
OURS = re.compile(r"cookiecutter")
MARKUP = re.compile(r"\{%|\{\{|\{#")
# These hold markup of their own: the application's templates, workflows, and a guide that shows some.
ITS_OWN_MARKUP = {".html", ".mako", ".md", ".yml"}

FILES = {
    "docker": {"Dockerfile", ".dockerignore", "compose.yaml"},
    "ci": {".github/workflows/ci.yml", ".github/dependabot.yml"},
}
# What the choice of a database or an extra may change. The code and its tests are the same with all of them.
MAY_DIFFER = {".env", "README.md", "pyproject.toml", RECORD, "docs/adr/0001-web-framework.md"}
MAY_DIFFER |= FILES["docker"] | FILES["ci"]
DRIVERS = {
    ("fastapi", "sqlite"): {"aiosqlite"},
    ("fastapi", "postgresql"): {"aiosqlite", "asyncpg"},
    ("fastapi", "mysql"): {"aiosqlite", "asyncmy"},
    ("flask", "sqlite"): set(),
    ("flask", "postgresql"): {"psycopg"},
    ("flask", "mysql"): {"pymysql"},
}
ANY_DRIVER = {"aiomysql", "aiosqlite", "asyncmy", "asyncpg", "psycopg", "pymysql"}


def test_every_application_has_a_snapshot_and_nothing_else_has() -> None:
    assert {path.stem for path in SNAPSHOTS.glob("*.txt")} == set(map(application, VARIANTS))


def test_every_exception_names_a_word_that_is_looked_for() -> None:
    words = {word for line in WORDS.values() for word in line.split()}
    assert {word for word, _ in ALLOWED} <= words


def test_every_reason_not_to_be_imported_is_of_a_distribution_that_a_template_names() -> None:
    named = "".join(
        path.read_text(encoding="utf-8")
        for folder in TEMPLATES.glob("template-*")
        for path in [*folder.rglob("pyproject*.toml"), *folder.glob("cookiecutter.json")]
    )
    assert [name for name in NOT_IMPORTED if f'"{name}' not in named] == []


@pytest.mark.render
class TestEveryCombination:
    def test_there_are_twelve_of_each_application(
        self, variants: list[Tree], record_property: Callable[[str, object], None]
    ) -> None:
        assert len({tree.label for tree in variants}) == 3 * 4
        record_property("variants", len(variants))
        record_property("files", sum(len(tree.paths) for tree in variants))

    def test_the_files_are_those_expected(self, variants: list[Tree]) -> None:
        snapshot = (SNAPSHOTS / f"{application(variants[0].variant)}.txt").read_text().splitlines()
        for tree in variants:
            off = {
                path for extra, paths in FILES.items() if extra not in tree.variant.extras for path in paths
            }
            assert tree.paths == [path for path in snapshot if path not in off], tree.label

    def test_no_folder_is_empty(self, variants: list[Tree]) -> None:
        for tree in variants:
            folders = [path for path in tree.project.rglob("*") if path.is_dir()]
            assert [path for path in folders if not any(path.iterdir())] == []

    def test_a_database_or_an_extra_changes_no_code(self, variants: list[Tree]) -> None:
        first, *others = variants
        for tree in others:
            shared = first.texts.keys() & tree.texts.keys()
            differing = {path for path in shared if first.texts[path] != tree.texts[path]}
            assert differing <= MAY_DIFFER, tree.label

    def test_python_compiles(self, variants: list[Tree]) -> None:
        for tree in variants:
            for path, text in tree.texts.items():
                if path.endswith(".py"):
                    assert compiles(text), f"{tree.label}: {path}"

    def test_no_markup_is_left(self, variants: list[Tree]) -> None:
        for tree in variants:
            for path, text in tree.texts.items():
                assert not OURS.search(text), f"{tree.label}: {path}"
                if Path(path).suffix not in ITS_OWN_MARKUP:
                    assert not MARKUP.search(text), f"{tree.label}: {path}"
                assert text.endswith("\n") or not text, f"{tree.label}: {path} does not end in a newline"
                assert "\r" not in text, f"{tree.label}: {path}"

    def test_data_files_parse(self, variants: list[Tree]) -> None:
        for tree in variants:
            for path, text in tree.texts.items():
                parse(Path(path).suffix, text)

    def test_ruff_has_nothing_to_say(self, variants: list[Tree], trees: Trees) -> None:
        folder = trees.folder / application(variants[0].variant)
        for arguments in (["check", "--no-cache", "."], ["format", "--check", "--no-cache", "."]):
            done = subprocess.run(
                [*RUFF, *arguments], cwd=folder, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stdout + done.stderr

    def test_nothing_is_said_of_what_is_off(self, variants: list[Tree]) -> None:
        assert_none(mentions, variants)

    def test_every_import_leads_somewhere(self, variants: list[Tree]) -> None:
        assert_none(lambda tree: unresolved(tree.texts), variants)

    def test_nothing_is_installed_in_vain(self, variants: list[Tree]) -> None:
        assert_none(lambda tree: idle(tree.texts), variants)

    def test_only_the_drivers_of_its_databases_are_installed(self, variants: list[Tree]) -> None:
        for tree in variants:
            dependencies = tomllib.loads(tree.texts["pyproject.toml"])["project"]["dependencies"]
            names = {re.split(r"[^a-z0-9-]", dependency)[0] for dependency in dependencies}
            expected = DRIVERS[tree.variant.framework, tree.variant.database]
            assert names & ANY_DRIVER == expected, tree.label


def assert_none(problems_of: Callable[[Tree], Iterable[str]], variants: list[Tree]) -> None:
    """No tree has such a problem; each is told once, with the first tree that has it."""
    found: dict[str, str] = {}
    for tree in variants:
        for problem in problems_of(tree):
            found.setdefault(problem, tree.label)
    assert not found, "\n".join(f"{label}: {problem}" for problem, label in found.items())


@cache
def compiles(text: str) -> bool:
    compile(text, "file", "exec")
    return True


@cache
def parse(suffix: str, text: str) -> None:
    match suffix:
        case ".toml":
            tomllib.loads(text)
        case ".json":
            json.loads(text)
        case ".yaml" | ".yml":
            list(yaml.safe_load_all(text))
