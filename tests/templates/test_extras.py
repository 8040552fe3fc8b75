"""What the extras put into a starter: the image, its composition, continuous integration."""

import itertools
import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from templates.trees import Tree, Trees
from templates.variants import VARIANTS, label

pytestmark = pytest.mark.render

WORKFLOW = ".github/workflows/ci.yml"
FILES = {
    "docker": {"Dockerfile", ".dockerignore", "compose.yaml"},
    "ci": {WORKFLOW, ".github/dependabot.yml"},
}
# What a person is told when a variable is missing comes after the question mark.
REQUIRED_VARIABLE = re.compile(r"\$\{(\w+):\?[^}]+\}")
SECRET_NAME = re.compile("SECRET|PASSWORD")
# What asks for a secret that nobody knows, and so is none.
RANDOM_SECRET = {"MARIADB_RANDOM_ROOT_PASSWORD": "1"}
IMAGES = {"postgresql": "postgres", "mysql": "mariadb"}


class Starter:
    """A rendered starter, and the answers that decide about its extras."""

    def __init__(self, tree: Tree) -> None:
        self.project = tree.project
        self.database = tree.variant.database
        self.extras = tree.variant.extras

    def text(self, path: str) -> str:
        return (self.project / path).read_text(encoding="utf-8")

    def yaml(self, path: str) -> dict[str, Any]:
        return loaded(self.text(path))

    def services(self) -> dict[str, dict[str, Any]]:
        services: dict[str, dict[str, Any]] = self.yaml("compose.yaml")["services"]
        return services

    def jobs(self) -> dict[str, dict[str, Any]]:
        jobs: dict[str, dict[str, Any]] = self.yaml(WORKFLOW)["jobs"]
        return jobs

    def instructions(self, name: str) -> list[str]:
        """The arguments of every such instruction of the Dockerfile, continued lines joined."""
        joined = self.text("Dockerfile").replace("\\\n", "")
        return [line.removeprefix(f"{name} ") for line in joined.splitlines() if line.startswith(f"{name} ")]


@cache
def loaded(text: str) -> dict[str, Any]:
    """Read once: the files of many starters are alike, and nobody changes what is read."""
    read: dict[str, Any] = yaml.safe_load(text)
    return read


def starters(*extras: str) -> list[object]:
    """Parameters for every combination that has these extras."""
    wanted = [variant for variant in VARIANTS if variant.extras >= set(extras)]
    return [pytest.param(variant, id=label(variant)) for variant in wanted]


@pytest.fixture
def starter(request: pytest.FixtureRequest, trees: Trees) -> Starter:
    return Starter(trees.one(request.param))


every_starter = pytest.mark.parametrize("starter", starters(), indirect=True)
with_docker = pytest.mark.parametrize("starter", starters("docker"), indirect=True)
with_ci = pytest.mark.parametrize("starter", starters("ci"), indirect=True)
with_docker_and_ci = pytest.mark.parametrize("starter", starters("docker", "ci"), indirect=True)


@every_starter
def test_an_extra_has_all_of_its_files_or_none(starter: Starter) -> None:
    there = {
        path.relative_to(starter.project).as_posix() for path in starter.project.rglob("*") if path.is_file()
    }
    for extra, files in FILES.items():
        assert there & files == (files if extra in starter.extras else set())
    assert (starter.project / ".github").exists() == ("ci" in starter.extras)


@with_docker
def test_hadolint_has_nothing_to_say(starter: Starter) -> None:
    assert hadolint_says(starter.text("Dockerfile")) == ""


@cache
def hadolint_says(dockerfile: str) -> str:
    """What it says of this text. There are many starters and few Dockerfiles."""
    hadolint = shutil.which("hadolint", path=Path(sys.executable).parent) or shutil.which("hadolint")
    if not hadolint:
        pytest.skip("hadolint is not installed")
    done = subprocess.run([hadolint, "-"], input=dockerfile, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


@with_docker
def test_the_image_starts_what_the_serve_task_starts(starter: Starter) -> None:
    tasks = tomllib.loads(starter.text("pyproject.toml"))["tool"]["poe"]["tasks"]
    assert json.loads(starter.instructions("CMD")[-1]) == shlex.split(tasks["serve"]["cmd"])


@with_docker
def test_the_image_does_not_run_as_root(starter: Starter) -> None:
    # A number: an orchestrator that refuses root cannot tell who a name is.
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", starter.instructions("USER")[-1])


@with_docker
def test_the_health_check_is_a_program_that_compiles(starter: Starter) -> None:
    command = json.loads(starter.instructions("HEALTHCHECK")[-1].partition("CMD ")[2])
    assert command[:2] == ["python", "-c"]
    compile(command[2], "HEALTHCHECK", "exec")
    assert "/healthz" in command[2]


@with_docker
def test_the_build_is_given_what_it_copies_and_nothing_else(starter: Starter) -> None:
    first, *patterns = [
        line for line in starter.text(".dockerignore").splitlines() if not line.startswith("#")
    ]
    let_in = {pattern.removeprefix("!") for pattern in patterns if pattern.startswith("!")}
    copied = itertools.chain.from_iterable(
        arguments.split()[:-1] for arguments in starter.instructions("COPY") if "--from=" not in arguments
    )
    assert first == "*"
    assert let_in == {source.removesuffix("*") for source in copied}


@with_docker
def test_compose_shuts_the_application_in(starter: Starter) -> None:
    for name in ("app", "migrate"):
        service = starter.services()[name]
        assert service["read_only"] is True
        assert service["tmpfs"] == ["/tmp"]
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]


@with_docker
def test_compose_runs_the_application_in_production(starter: Starter) -> None:
    environment = starter.services()["app"]["environment"]
    assert environment["APP_ENV"] == "production"
    assert environment["DATABASE_URL"].startswith(f"{starter.database}://")


@with_docker
def test_compose_holds_no_secret_and_names_the_one_that_is_missing(starter: Starter) -> None:
    secrets = {
        name: value
        for service in starter.services().values()
        for name, value in service.get("environment", {}).items()
        if SECRET_NAME.search(name) and RANDOM_SECRET.get(name) != value
    }
    assert "SECRET_KEY" in secrets
    for name, value in secrets.items():
        found = REQUIRED_VARIABLE.fullmatch(value)
        assert found, f"{name} has a value of its own"
        assert found[1] == name


@with_docker
def test_compose_migrates_before_the_application_starts(starter: Starter) -> None:
    services = starter.services()
    tasks = tomllib.loads(starter.text("pyproject.toml"))["tool"]["poe"]["tasks"]
    assert services["app"]["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}
    assert services["migrate"]["command"] == shlex.split(tasks["migrate"]["cmd"])


@with_docker
def test_compose_has_a_database_service_only_for_a_database_server(starter: Starter) -> None:
    services = starter.services()
    if starter.database == "sqlite":
        assert set(services) == {"app", "migrate"}
    else:
        assert set(services) == {"app", "migrate", "database"}
        assert services["migrate"]["depends_on"] == {"database": {"condition": "service_healthy"}}
        assert "healthcheck" in services["database"]
        name, version = services["database"]["image"].split(":")
        assert name == IMAGES[starter.database]
        assert re.fullmatch(r"\d+(\.\d+)?", version)


@with_docker
def test_compose_keeps_the_data_in_a_declared_volume(starter: Starter) -> None:
    keeper = "database" if starter.database in IMAGES else "app"
    used = [volume.partition(":")[0] for volume in starter.services()[keeper]["volumes"]]
    assert used == list(starter.yaml("compose.yaml")["volumes"])


@with_docker
def test_compose_publishes_the_application_on_this_machine_only(starter: Starter) -> None:
    published = [port for service in starter.services().values() for port in service.get("ports", [])]
    assert [port.partition(":")[0] for port in published] == ["127.0.0.1"]


@with_ci
def test_ci_may_read_and_nothing_else(starter: Starter) -> None:
    assert starter.yaml(WORKFLOW)["permissions"] == {"contents": "read"}
    assert not [name for name, job in starter.jobs().items() if "permissions" in job]


@with_ci
def test_ci_names_the_version_of_every_action(starter: Starter) -> None:
    actions = [step["uses"] for job in starter.jobs().values() for step in job["steps"] if "uses" in step]
    assert actions
    assert [action for action in actions if not re.search(r"@(v\d+|[0-9a-f]{40})$", action)] == []


@with_ci
def test_ci_runs_every_check_on_every_python(starter: Starter) -> None:
    check = starter.jobs()["check"]
    versions = check["strategy"]["matrix"]["python-version"]
    oldest = tomllib.loads(starter.text("pyproject.toml"))["project"]["requires-python"].removeprefix(">=")
    assert versions == [oldest, "3.12", "3.13", "3.14"]
    assert "uv run poe check" in [step.get("run") for step in check["steps"]]


@with_ci
def test_ci_tests_on_the_database_server_that_was_chosen(starter: Starter) -> None:
    on_server = [job for job in starter.jobs().values() if "services" in job]
    assert len(on_server) == (starter.database != "sqlite")
    for job in on_server:
        assert job["env"]["TEST_DATABASE_URL"].startswith(f"{starter.database}://")
        assert "uv run pytest --numprocesses=auto" in [step.get("run") for step in job["steps"]]


@with_docker_and_ci
def test_ci_tests_on_the_database_that_compose_runs(starter: Starter) -> None:
    composed = {service["image"] for service in starter.services().values() if "image" in service}
    tested = {
        service["image"] for job in starter.jobs().values() for service in job.get("services", {}).values()
    }
    assert composed == tested


@with_ci
def test_ci_builds_the_image_only_if_there_is_one(starter: Starter) -> None:
    commands = [step.get("run", "") for job in starter.jobs().values() for step in job["steps"]]
    assert any(command.startswith("docker build ") for command in commands) == ("docker" in starter.extras)


@with_ci
def test_updates_are_asked_for_wherever_versions_are_named(starter: Starter) -> None:
    updates = starter.yaml(".github/dependabot.yml")["updates"]
    expected = {"uv", "github-actions"} | ({"docker"} & starter.extras)
    assert {update["package-ecosystem"] for update in updates} == expected
