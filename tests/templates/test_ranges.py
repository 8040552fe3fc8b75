"""The ranges of versions that starters allow hold at both ends: the newest of everything, and the oldest."""

import re
import shutil
import tomllib
from contextlib import ExitStack
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version
from runner import COMMAND, PACKAGE_PATH, run
from templates import oracle, running
from templates.oracle import Variant
from templates.variants import COMPLETE, raw

pytestmark = [
    pytest.mark.ranges,
    pytest.mark.skipif(not shutil.which("uv"), reason="uv is not installed"),
]

# Direct dependencies alone: what they ask for below them is theirs to say.
OLDEST = {"UV_RESOLUTION": "lowest-direct"}
NEWEST = {"UV_RESOLUTION": "highest"}
SERVERS = {"postgresql": running.postgresql, "mysql": running.mysql}


class Starter:
    """The application with most in it, on one database, resolved in one way."""

    def __init__(self, framework: str, database: str, folder: Path, resolution: dict[str, str]) -> None:
        mine = [variant for variant in COMPLETE.values() if variant.framework == framework]
        self.variant = max(mine, key=lambda variant: len(variant.features))
        self.project = folder / "demo"
        self._resolution = resolution
        chosen = Variant(framework, self.variant.features, database, frozenset())
        flags = [
            f"--{key}={answer}"
            for key, given in raw(chosen).items()
            for answer in (given or ["none"] if isinstance(given, list) else [given])
        ]
        command = [*COMMAND, "new", "demo", "--no-input", "--no-git", "--no-install", *flags]
        run(command, folder, PYTHONPATH=PACKAGE_PATH)

    def uv(self, *command: str, **variables: str) -> str:
        return run(["uv", *command], self.project, **self._resolution, **variables)

    def dependencies(self) -> list[Requirement]:
        text = (self.project / "pyproject.toml").read_text(encoding="utf-8")
        return [Requirement(line) for line in tomllib.loads(text)["project"]["dependencies"]]

    def installed(self) -> dict[str, Version]:
        frozen = re.findall(r"^([\w.-]+)==(\S+)$", self.uv("pip", "freeze"), re.MULTILINE)
        return {name: Version(version) for name, version in frozen}

    def works_on(self, database: str) -> None:
        variables = {}
        with ExitStack() as stack:
            if database in SERVERS:
                variables["TEST_DATABASE_URL"] = stack.enter_context(SERVERS[database]())
            self.uv("run", "mypy")
            assert " passed" in self.uv("run", *running.EVERY_TEST, **variables)


@pytest.mark.parametrize("database", oracle.DATABASES)
@pytest.mark.parametrize("framework", oracle.FRAMEWORKS)
def test_a_starter_works_with_the_oldest_versions_it_allows(
    tmp_path: Path, framework: str, database: str
) -> None:
    starter = Starter(framework, database, tmp_path, OLDEST)
    # All groups can be resolved; the tests run with what developers have.
    starter.uv("sync", "--all-groups")
    starter.uv("sync")
    installed = starter.installed()
    for dependency in starter.dependencies():
        if dependency.name in installed:
            assert installed[dependency.name] == oldest(dependency), dependency.name
    starter.works_on(database)


@pytest.mark.parametrize("database", oracle.DATABASES)
@pytest.mark.parametrize("framework", oracle.FRAMEWORKS)
def test_a_starter_works_with_the_newest_versions_it_allows(
    tmp_path: Path, framework: str, database: str
) -> None:
    starter = Starter(framework, database, tmp_path, NEWEST)
    starter.uv("lock", "--upgrade", "--refresh")
    starter.uv("sync")
    starter.works_on(database)


@pytest.mark.parametrize("resolution", [OLDEST, NEWEST], ids=["oldest", "newest"])
@pytest.mark.parametrize("framework", oracle.FRAMEWORKS)
def test_what_a_group_of_its_own_is_for_works_at_both_ends(
    tmp_path: Path, framework: str, resolution: dict[str, str]
) -> None:
    starter = Starter(framework, "sqlite", tmp_path, resolution)
    if "api" in starter.variant.features:
        starter.uv("run", "poe", "contract")
    if "ml" in starter.variant.features:
        said = starter.uv("run", "--group", "train", "pytest", "tests/training")
        assert " passed" in said
        assert "skipped" not in said


def oldest(dependency: Requirement) -> Version:
    (least,) = [Version(bound.version) for bound in dependency.specifier if bound.operator == ">="]
    return least
