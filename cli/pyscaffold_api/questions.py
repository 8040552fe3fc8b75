"""The questions as data, read by flags, answers files, the JSON Schema, the interview and validation."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from pyscaffold_api.answer_types import (
    Answers,
    Audience,
    Bottleneck,
    Concurrency,
    Database,
    ExistingCode,
    Extra,
    Framework,
    Frontend,
    License,
    Scale,
    Skill,
    Style,
    Workload,
)
from pyscaffold_api.catalogue import BUILT_EXTRAS

RECOMMENDED = "recommended"


class Kind(Enum):
    """The shape of an answer."""

    TEXT = "text"
    CHOICE = "choice"
    BOOLEAN = "boolean"
    LIST = "list"


@dataclass(frozen=True)
class Choice:
    """One possible answer: `value` in flags and files, `label` and `help` for people."""

    value: str
    label: str
    help: str = ""


def _always(_answers: Answers) -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question.

    `default` serves rendering only and is None where there is none, or where it depends on something else.
    `deciding` answers are what the recommendation looks at. `unsure` questions offer "not sure", which leaves
    them unanswered. `when` says whether the question makes sense after the answers so far; `interview` is
    False for what is asked in another way.
    """

    key: str
    kind: Kind
    prompt: str
    help: str
    choices: tuple[Choice, ...] = ()
    default: str | bool | tuple[str, ...] | None = None
    deciding: bool = False
    unsure: bool = False
    interview: bool = True
    when: Callable[[Answers], bool] = _always

    @property
    def flag(self) -> str:
        """The flag as click declares it."""
        name = self.key.replace("_", "-")
        return f"--{name}/--no-{name}" if self.kind is Kind.BOOLEAN else f"--{name}"


def _shows_no_pages(answers: Answers) -> bool:
    return answers.workload is not Workload.TEMPLATES


def _is_model_prototype(answers: Answers) -> bool:
    return answers.workload is Workload.ML and answers.scale is Scale.PROTOTYPE


_WORKLOADS = (
    Choice(Workload.API, "An API", "JSON over HTTP for other programs, or for a frontend of its own"),
    Choice(
        Workload.TEMPLATES,
        "Server-rendered pages",
        "HTML made on the server: a site, a dashboard, a back office",
    ),
    Choice(
        Workload.REALTIME, "Real-time communication", "Messages pushed over open connections: chat, live data"
    ),
    Choice(Workload.ML, "Serving a model", "Predictions of a trained model over HTTP"),
)

QUESTIONS: tuple[Question, ...] = (
    Question(
        key="project_name",
        kind=Kind.TEXT,
        prompt="What is the project called?",
        help="Any text; it appears in the README and on pages.",
    ),
    Question(
        key="project_slug",
        kind=Kind.TEXT,
        prompt="What should its folder and package be called?",
        help="Lower case letters, digits and hyphens; made from the name.",
    ),
    Question(
        key="workload",
        kind=Kind.CHOICE,
        prompt="What is it mainly?",
        help="The job most of its requests will be about. It always counts.",
        choices=_WORKLOADS,
        default=Workload.API,
        deciding=True,
    ),
    Question(
        key="also",
        kind=Kind.LIST,
        prompt="What else must it do?",
        help="Besides its main job; none is a good answer.",
        choices=_WORKLOADS,
        default=(),
        deciding=True,
    ),
    Question(
        key="frontend",
        kind=Kind.CHOICE,
        prompt="Who shows it to people?",
        help="Where the user interface is made, if there is one.",
        choices=(
            Choice(Frontend.NONE, "Nobody: other programs use it", "There is no user interface, or not ours"),
            Choice(
                Frontend.SPA, "A single-page or mobile app", "A separate frontend that calls this backend"
            ),
            Choice(Frontend.SERVER_RENDERED, "The server's own pages", "HTML that this backend makes itself"),
        ),
        default=Frontend.NONE,
        deciding=True,
        unsure=True,
        when=_shows_no_pages,
    ),
    Question(
        key="scale",
        kind=Kind.CHOICE,
        prompt="How big will it become?",
        help="What it is meant to be, not what it could be one day.",
        choices=(
            Choice(Scale.SMALL, "A small to mid-sized app", "One team, a clear purpose"),
            Choice(Scale.PROTOTYPE, "A prototype", "Something to try an idea quickly"),
            Choice(
                Scale.PRODUCTION,
                "A large or mission-critical system",
                "Many people or much money depend on it",
            ),
            Choice(
                Scale.OPEN_ENDED, "Nobody knows how it will grow", "It may grow in ways not thought of yet"
            ),
        ),
        default=Scale.SMALL,
        deciding=True,
        unsure=True,
    ),
    Question(
        key="concurrency",
        kind=Kind.CHOICE,
        prompt="How many connections at once?",
        help="Open at the same moment, at a busy time.",
        choices=(
            Choice(Concurrency.MODERATE, "An ordinary number", "Dozens, as most web applications have"),
            Choice(Concurrency.LOW, "Few", "An internal tool or an admin dashboard"),
            Choice(Concurrency.HIGH, "Hundreds or more", "Many clients, or connections that stay open"),
        ),
        default=Concurrency.MODERATE,
        deciding=True,
        unsure=True,
    ),
    Question(
        key="bottleneck",
        kind=Kind.CHOICE,
        prompt="What will requests mostly wait for?",
        help="Where the time of a typical request goes.",
        choices=(
            Choice(Bottleneck.UNSURE, "Not sure", "Leave it open"),
            Choice(
                Bottleneck.IO,
                "Other services and the database",
                "The server waits while something else works",
            ),
            Choice(Bottleneck.CPU, "Computation", "The server itself works: images, numbers, documents"),
        ),
        default=Bottleneck.UNSURE,
        deciding=True,
        unsure=True,
    ),
    Question(
        key="typed_contract",
        kind=Kind.BOOLEAN,
        prompt="Enforce types and keep API docs current by itself?",
        help="Requests checked against declared types; documentation made from them.",
        default=False,
        deciding=True,
        unsure=True,
    ),
    Question(
        key="style",
        kind=Kind.CHOICE,
        prompt="Choose every part yourselves, or follow one way?",
        help="How much of the design you want decided for you.",
        choices=(
            Choice(Style.UNSURE, "Not sure", "Leave it open"),
            Choice(Style.FREEDOM, "Choose every part ourselves", "A small core, and extensions you pick"),
            Choice(Style.CONVENTIONS, "One agreed way", "Much built in, alike in every project"),
        ),
        default=Style.UNSURE,
        deciding=True,
        unsure=True,
    ),
    Question(
        key="existing_code",
        kind=Kind.CHOICE,
        prompt="Does it belong to Flask code you have?",
        help="Code that runs today and that this becomes a part of.",
        choices=(
            Choice(ExistingCode.NONE, "No", "It starts fresh"),
            Choice(
                ExistingCode.FLASK_KEEP,
                "Yes, and that stays as it is",
                "The Flask code is stable and goes on",
            ),
            Choice(
                ExistingCode.FLASK_MIGRATE,
                "Yes, and that moves to FastAPI",
                "Step by step, both running meanwhile",
            ),
        ),
        default=ExistingCode.NONE,
        deciding=True,
        unsure=True,
    ),
    Question(
        key="audience",
        kind=Kind.CHOICE,
        prompt="Who calls the model?",
        help="An internal test of a model needs less than a public service.",
        choices=(
            Choice(Audience.PUBLIC, "Customers or other teams", "Others rely on it"),
            Choice(Audience.INTERNAL, "Only ourselves", "A test within the team"),
        ),
        default=Audience.PUBLIC,
        deciding=True,
        unsure=True,
        when=_is_model_prototype,
    ),
    Question(
        key="skills",
        kind=Kind.LIST,
        prompt="What is the team at home with?",
        help="None of these is an answer too, and differs from not knowing.",
        choices=(
            Choice(Skill.FLASK, "Flask", "Has built something with it"),
            Choice(Skill.FASTAPI, "FastAPI", "Has built something with it"),
            Choice(Skill.TYPE_HINTS, "Type hints", "Writes annotated Python as a matter of course"),
            Choice(Skill.ASYNC, "async and await", "Knows what blocks an event loop"),
            Choice(Skill.PYDANTIC, "Pydantic", "Has declared models with it"),
        ),
        deciding=True,
        unsure=True,
    ),
    Question(
        key="framework",
        kind=Kind.CHOICE,
        prompt="Which framework?",
        help="The recommended one, unless you know better.",
        choices=(
            Choice(Framework.FLASK, "Flask", "Whatever is recommended"),
            Choice(Framework.FASTAPI, "FastAPI", "Whatever is recommended"),
            Choice(RECOMMENDED, "The recommended one", "Decided by your other answers"),
        ),
        default=RECOMMENDED,
        interview=False,
    ),
    Question(
        key="database",
        kind=Kind.CHOICE,
        prompt="Which database will it run on?",
        help="Development and tests need nothing but SQLite in any case.",
        choices=(
            Choice(Database.SQLITE, "SQLite", "One file, nothing to install"),
            Choice(Database.POSTGRESQL, "PostgreSQL", "Adds its driver, a compose service and a CI job"),
            Choice(Database.MYSQL, "MySQL or MariaDB", "Adds its driver, a compose service and a CI job"),
        ),
        default=Database.SQLITE,
    ),
    Question(
        key="extras",
        kind=Kind.LIST,
        prompt="Which extras should it come with?",
        help="Files beside the application; each can be deleted later.",
        choices=(
            Choice(Extra.DOCKER, "Docker", "Dockerfile and compose file"),
            Choice(Extra.CI, "Continuous integration", "GitHub Actions workflow and dependabot"),
            Choice(Extra.JOBS, "Background jobs", "A worker beside the web processes"),
            Choice(Extra.CACHE, "Cache", "Answers kept in Redis"),
            Choice(Extra.ADMIN, "Admin site", "Rows looked at and changed in the browser"),
            Choice(Extra.OBSERVABILITY, "Observability", "Metrics, traces and error reports"),
            Choice(Extra.KUBERNETES, "Kubernetes", "Manifests for a cluster"),
            Choice(Extra.RAY, "Ray Serve", "The model on a cluster of its own"),
        ),
        default=BUILT_EXTRAS,
    ),
    Question(
        key="license",
        kind=Kind.CHOICE,
        prompt="Under which licence?",
        help="The text goes into LICENSE, the name into pyproject.toml.",
        choices=(
            Choice(License.MIT, "MIT", "Short and permissive"),
            Choice(License.APACHE_2_0, "Apache 2.0", "Permissive, with a patent grant"),
            Choice(License.BSD_3_CLAUSE, "BSD 3-Clause", "Permissive, names not to be used for promotion"),
            Choice(License.PROPRIETARY, "Proprietary", "All rights reserved"),
        ),
        default=License.MIT,
    ),
    Question(
        key="author_name",
        kind=Kind.TEXT,
        prompt="Who is the author?",
        help="A person or an organisation, for LICENSE and pyproject.toml.",
    ),
    Question(
        key="description",
        kind=Kind.TEXT,
        prompt="What does it do, in one sentence?",
        help="For the README and pyproject.toml.",
        default="A Python web backend.",
    ),
)

BY_KEY: dict[str, Question] = {question.key: question for question in QUESTIONS}
