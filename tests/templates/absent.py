"""The words that one feature, extra or framework alone has a use for, and the places that say them anyway.

A word counts wherever no letter stands beside it, so `flask` is found in `flask_login`; a star at its end
lets letters follow.
"""

import re
from collections.abc import Iterator
from functools import cache

from pyscaffold_api.record import RECORD
from templates.oracle import EXTRAS, FRAMEWORKS, WORKLOADS, Variant
from templates.trees import Tree

WORDS = {
    "fastapi": "aiosqlite anyio apirouter asyncmy asyncpg fastapi* python-multipart starlette uvicorn",
    "flask": "apiflask blueprint* flask* gunicorn psycopg* pymysql werkzeug wsgi",
    "api": "access_token* api/v1 cors* fastapi-offline openapi outgoing redoc schemathesis swagger weather",
    "templates": "csrf* htmx login_manager pico render_template toolbar wtf wtforms",
    "realtime": "heartbeat* presence rooms socketio socket.io ticket* websocket*",
    "ml": "batching inference joblib model_dir numpy onnx* predictions scikit* skl2onnx sklearn training",
    "docker": "compose.yaml docker* hadolint",
    "ci": "dependabot github* workflow*",
    "browser": "axe* chromium playwright",
}

# What has pages, and so tests in a browser.
WITH_PAGES = {"templates", "realtime"}

# The answers themselves, the reasons for them, and a list of passwords.
LEFT_OUT = {RECORD, "docs/adr/0001-web-framework.md", "app/auth/common_passwords.txt"}

# Chance may write any word there.
SECRET = re.compile(r"^SECRET_KEY=.*", re.MULTILINE)

LIBRARIES_LOGS = "names of loggers, kept quiet whether or not there is such a library"
ALLOWED = {
    ("aiosqlite", "app/logs.py"): LIBRARIES_LOGS,
    ("asyncmy", "app/logs.py"): LIBRARIES_LOGS,
    ("openapi", "app/application.py"): "it switches off what FastAPI would serve without being asked",
    ("websocket*", "app/protection.py"): "the scheme of a connection behind a proxy, whichever kind it is",
}


def switched_off(variant: Variant) -> Iterator[str]:
    yield from (framework for framework in FRAMEWORKS if framework != variant.framework)
    yield from (feature for feature in WORKLOADS if feature not in variant.features)
    yield from (extra for extra in EXTRAS if extra not in variant.extras)
    if not WITH_PAGES & variant.features:
        yield "browser"


def mentions(tree: Tree) -> Iterator[str]:
    """Every word of what is off that a file of the tree has in its text or in its path."""
    off = tuple(switched_off(tree.variant))
    for path, text in tree.texts.items():
        if path in LEFT_OUT:
            continue
        for word in (*found(off, path), *found(off, SECRET.sub("", text))):
            if (word, path) not in ALLOWED:
                yield f"{path} mentions {word}"


@cache
def found(off: tuple[str, ...], text: str) -> tuple[str, ...]:
    """The words of the table that are there. Most files are alike in many trees, so answers are kept."""
    lower = text.lower()
    words = (word for part in off for word in WORDS[part].split())
    # The plain search goes first: it is the quicker one, and nearly always enough.
    return tuple(word for word in words if word.removesuffix("*") in lower and pattern(word).search(lower))


@cache
def pattern(word: str) -> re.Pattern[str]:
    end = "" if word.endswith("*") else "(?![a-z])"
    return re.compile(f"(?<![a-z]){re.escape(word.removesuffix('*'))}{end}")
