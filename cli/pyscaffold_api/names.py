"""From a project's name to its slug, and which slugs would break a starter."""

import re
import sys
from collections.abc import Iterator
from keyword import kwlist

from pyscaffold_api.errors import InvalidAnswer

NO_INPUT_NAME = "my-service"
SLUG_PATTERN = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
SLUG_MAX_LENGTH = 64

_SLUG = re.compile(SLUG_PATTERN.removeprefix("^").removesuffix("$"))
_SUFFIX = "-service"

# Compared without case: a slug is lower case, and `true` or `none` would not be text in YAML or TOML.
_KEYWORDS = frozenset(word.lower() for word in kwlist)

# Modules of Python 3.11 to 3.14 that not every one of them has, so that a slug is judged alike on each.
_VERSIONED_MODULES = frozenset(
    """
    aifc annotationlib asynchat asyncore audioop cgi cgitb chunk compression crypt distutils imghdr imp
    lib2to3 mailcap msilib nis nntplib ossaudiodev pipes smtpd sndhdr spwd sunau telnetlib test uu
    xdrlib
    """.split()  # noqa: SIM905 (a list literal would be formatted to a line for each)
)
_MODULES = frozenset(module.replace("_", "-") for module in sys.stdlib_module_names | _VERSIONED_MODULES)

_WINDOWS_DEVICES = frozenset(
    ["con", "prn", "aux", "nul"] + [f"{port}{number}" for port in ("com", "lpt") for number in range(10)]
)

# Installed into some starter, directly or by something that is. A project of the same name would be taken
# for its own dependency by uv and pip.
RESERVED_DISTRIBUTIONS = frozenset(
    """
    a2wsgi aiohappyeyeballs aiohttp aiomysql aiosignal aiosqlite alembic amqp annotated-doc
    annotated-types anyio apiflask apispec argon2-cffi argon2-cffi-bindings asgiref ast-serialize
    async-timeout asyncmy asyncpg attrs axe-playwright-python babel bidict billiard blinker brotli
    cachelib cashews celery
    certifi cffi cfgv charset-normalizer click click-didyoumean click-plugins click-repl cloudpickle
    codespell colorama configargparse coverage cryptography cssbeautifier deprecated distlib djlint
    dnspython editorconfig email-validator execnet faker fastapi fastapi-offline filelock flask
    flask-admin flask-caching flask-cors flask-debugtoolbar flask-httpauth flask-jwt-extended
    flask-limiter flask-login flask-mailman flask-marshmallow flask-migrate flask-socketio
    flask-sqlalchemy flask-sqlalchemy-lite flask-wtf flatbuffers frozenlist gevent geventhttpclient
    googleapis-common-protos graphql-core greenlet grpcio gunicorn h11 harfile hatchling httpcore
    httpcore2 httptools httpx httpx2 httpx2-jsfetch hypothesis hypothesis-graphql hypothesis-jsonschema
    identify idna importlib-metadata iniconfig itsdangerous jinja2 joblib jsbeautifier json5 jsonschema
    jsonschema-rs jsonschema-specifications kombu librt limits locust locust-cloud mako markdown-it-py
    markupsafe marshmallow mdurl mirakuru ml-dtypes mpmath msgpack multidict mypy mypy-extensions
    narwhals nodeenv numpy onnx onnxruntime openapi-ui-bundles
    opentelemetry-api opentelemetry-exporter-http-transport
    opentelemetry-exporter-otlp opentelemetry-exporter-otlp-common
    opentelemetry-exporter-otlp-proto-common opentelemetry-exporter-otlp-proto-grpc
    opentelemetry-exporter-otlp-proto-http opentelemetry-instrumentation
    opentelemetry-instrumentation-flask opentelemetry-instrumentation-wsgi opentelemetry-proto
    opentelemetry-sdk opentelemetry-semantic-conventions opentelemetry-util-http ordered-set packaging
    pastel pathspec pip platformdirs playwright pluggy poethepoet polyfactory port-for pre-commit
    prometheus-client prompt-toolkit propcache protobuf psutil psycopg psycopg-binary psycopg-pool pwdlib
    pycparser pycron pydantic pydantic-core pydantic-settings pyee pygments pyjwt pymysql pyrate-limiter
    pytest pytest-cov pytest-postgresql pytest-randomly pytest-xdist python-dateutil python-discovery
    python-dotenv python-engineio python-multipart python-socketio pywin32 pyyaml pyzmq ray redis
    referencing regex requests rich rpds-py ruff schemathesis scikit-learn scipy secure sentry-sdk
    setuptools simple-websocket six skl2onnx sniffio sortedcontainers sqlalchemy starlette
    starlette-admin structlog sympy taskiq taskiq-dependencies taskiq-redis tenacity threadpoolctl tomli
    tomlkit tqdm trove-classifiers truststore types-pymysql types-wtforms typing-extensions
    typing-inspection tzdata tzlocal urllib3 uv uvicorn uvloop vine virtualenv watchfiles wcwidth webargs
    websocket-client websockets werkzeug wheel wrapt wsproto wtforms yarl zipp zope-event zope-interface
    """.split()  # noqa: SIM905 (a list literal would be formatted to a line for each)
)

_TAKEN = (
    (_KEYWORDS, "is a Python keyword"),
    (_MODULES, "is the name of a module of Python's standard library"),
    (RESERVED_DISTRIBUTIONS, "is the name of a package that starters depend on"),
    (_WINDOWS_DEVICES, "is reserved by Windows"),
)


def slugify_name(name: str) -> str:
    """The slug of a name; empty when nothing of the name can be written in ASCII letters and digits."""
    if not name.isascii():
        # Not python-slugify: its result depends on which transliteration packages happen to be installed.
        from text_unidecode import unidecode  # type: ignore[import-untyped]

        name = unidecode(name)
    return _shortened(re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-"))


def slug_problem(slug: str) -> str | None:
    """Why this slug cannot be used, as the end of a sentence that begins with it; None when it can."""
    if not slug or len(slug) > SLUG_MAX_LENGTH:
        return f"must have 1 to {SLUG_MAX_LENGTH} characters"
    if not _SLUG.fullmatch(slug):
        return "must start with a letter and hold only a-z, 0-9 and single hyphens between them"
    return next((problem for names, problem in _TAKEN if slug in names), None)


def suggest_slug(text: str) -> str:
    """A slug as near to the text as one that can be used gets."""
    return next(slug for slug in _candidates(text) if slug_problem(slug) is None)


def check_slug(slug: str) -> None:
    """Refuse a slug that cannot be used, suggesting one that can."""
    problem = slug_problem(slug)
    if problem is not None:
        raise InvalidAnswer(f"project_slug {slug!r} {problem}.", hint=f"Try {suggest_slug(slug)}.")


def check_name(name: str) -> None:
    """Refuse a project name that gives no slug that can be used, suggesting one to pass beside it."""
    slug = slugify_name(name)
    problem = slug_problem(slug)
    if problem is None:
        return
    if slug:
        message = f"project_name {name!r} gives the slug {slug!r}, which {problem}."
    else:
        message = (
            f"project_name {name!r} gives no slug: it has no letter or digit that can be written in ASCII."
        )
    raise InvalidAnswer(
        message,
        hint=f"Keep it and pass --project-slug {suggest_slug(name)} to new, or choose another name.",
    )


def _candidates(text: str) -> Iterator[str]:
    slug = slugify_name(text)
    yield slug
    lettered = slug.lstrip("0123456789-")
    yield lettered
    yield _shortened(lettered, SLUG_MAX_LENGTH - len(_SUFFIX)) + _SUFFIX
    yield NO_INPUT_NAME


def _shortened(slug: str, limit: int = SLUG_MAX_LENGTH) -> str:
    """The slug within the limit, cut between two of its words where there are two."""
    if len(slug) <= limit:
        return slug
    words, _, _ = slug[: limit + 1].rpartition("-")
    return words or slug[:limit]
