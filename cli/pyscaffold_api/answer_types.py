"""The answers as types: one closed set for each question with choices, and `Answers` itself."""

from dataclasses import dataclass
from enum import StrEnum


class Workload(StrEnum):
    API = "api"
    TEMPLATES = "templates"
    REALTIME = "realtime"
    ML = "ml"


class Frontend(StrEnum):
    NONE = "none"
    SPA = "spa"
    SERVER_RENDERED = "server-rendered"


class Scale(StrEnum):
    SMALL = "small"
    PROTOTYPE = "prototype"
    PRODUCTION = "production"
    OPEN_ENDED = "open-ended"


class Concurrency(StrEnum):
    MODERATE = "moderate"
    LOW = "low"
    HIGH = "high"


class Bottleneck(StrEnum):
    UNSURE = "unsure"
    IO = "io"
    CPU = "cpu"


class Style(StrEnum):
    UNSURE = "unsure"
    FREEDOM = "freedom"
    CONVENTIONS = "conventions"


class ExistingCode(StrEnum):
    NONE = "none"
    FLASK_KEEP = "flask-keep"
    FLASK_MIGRATE = "flask-migrate"


class Audience(StrEnum):
    PUBLIC = "public"
    INTERNAL = "internal"


class Skill(StrEnum):
    FLASK = "flask"
    FASTAPI = "fastapi"
    TYPE_HINTS = "type-hints"
    ASYNC = "async"
    PYDANTIC = "pydantic"


class Framework(StrEnum):
    FLASK = "flask"
    FASTAPI = "fastapi"

    @property
    def label(self) -> str:
        """The name as its makers write it."""
        return "Flask" if self is Framework.FLASK else "FastAPI"

    @property
    def other(self) -> "Framework":
        return Framework.FASTAPI if self is Framework.FLASK else Framework.FLASK


class Database(StrEnum):
    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"
    MYSQL = "mysql"


class Extra(StrEnum):
    DOCKER = "docker"
    CI = "ci"
    JOBS = "jobs"
    CACHE = "cache"
    ADMIN = "admin"
    OBSERVABILITY = "observability"
    KUBERNETES = "kubernetes"
    RAY = "ray"


class License(StrEnum):
    MIT = "MIT"
    APACHE_2_0 = "Apache-2.0"
    BSD_3_CLAUSE = "BSD-3-Clause"
    PROPRIETARY = "proprietary"


@dataclass(frozen=True, kw_only=True, slots=True)
class Answers:
    """What a person answered. `None` is "not given", which is not the same as giving the default.

    Lists are in the order of their choices and without repeats; `answers.parse` sees to it.
    """

    project_name: str | None = None
    project_slug: str | None = None
    workload: Workload | None = None
    also: tuple[Workload, ...] | None = None
    frontend: Frontend | None = None
    scale: Scale | None = None
    concurrency: Concurrency | None = None
    bottleneck: Bottleneck | None = None
    typed_contract: bool | None = None
    style: Style | None = None
    existing_code: ExistingCode | None = None
    audience: Audience | None = None
    skills: tuple[Skill, ...] | None = None
    framework: Framework | None = None
    database: Database | None = None
    extras: tuple[Extra, ...] | None = None
    license: License | None = None
    author_name: str | None = None
    description: str | None = None
