"""What a starter imports, held against what it has and what it declares."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache

# The text of every file of a starter, by its path.
Texts = Mapping[str, str]

OWN = {"app", "tests", "training"}
# Distributions that are imported by another name than their own.
IMPORTED_AS = {
    "axe-playwright-python": "axe_playwright_python",
    "pyjwt": "jwt",
    "python-engineio": "engineio",
    "python-multipart": "python_multipart",
    "python-socketio": "socketio",
    "scikit-learn": "sklearn",
}
# Distributions whose interface includes what another one is imported for.
BRINGS = {
    "flask": {"click", "itsdangerous", "jinja2", "markupsafe"},
    "pydantic": {"pydantic_core"},
}
DRIVER = "SQLAlchemy imports it for the URLs that need it"
PROGRAM = "a program that is run"
PLUGIN = "pytest takes it up by itself"
NOT_IMPORTED = {
    "aiosqlite": DRIVER,
    "asyncmy": DRIVER,
    "asyncpg": DRIVER,
    "coverage": PROGRAM,
    "cryptography": "asyncmy needs it for the passwords of MySQL 8",
    "fastapi-offline": "the files of the docs pages are read from its folder",
    "gunicorn": PROGRAM,
    "mypy": PROGRAM,
    "openapi-ui-bundles": "the files of the docs pages are read from its folder",
    "poethepoet": PROGRAM,
    "pre-commit": PROGRAM,
    "psycopg": DRIVER,
    "pymysql": DRIVER,
    "pytest-randomly": PLUGIN,
    "pytest-xdist": PLUGIN,
    "python-multipart": "FastAPI imports it to read forms",
    "ruff": PROGRAM,
    "schemathesis": PROGRAM,
    "types-wtforms": "types alone, for mypy",
}
# Where the application itself imports what only developers have.
FOR_DEVELOPERS = {"app/pages/toolbar.py": {"flask_debugtoolbar"}}


def unresolved(texts: Texts) -> Iterator[str]:
    """Every import that leads nowhere."""
    production, everything = map(import_names, declared(texts))
    for path, module, name in imports(texts):
        top = module.partition(".")[0]
        if top in sys.stdlib_module_names:
            continue
        if top in OWN:
            if not stands(texts, module, name):
                yield f"{path} imports {name or 'nothing'} from {module}, which is not there"
        elif top not in (production | FOR_DEVELOPERS.get(path, set()) if ships(path) else everything):
            yield f"{path} imports {top}, which is not declared for it"


def idle(texts: Texts) -> Iterator[str]:
    """Every distribution that is declared and neither imported nor there for a reason that is told."""
    imported = {module.partition(".")[0] for _, module, _ in imports(texts)}
    for distribution in sorted(declared(texts)[1] - set(NOT_IMPORTED)):
        if not import_names({distribution}) & imported:
            yield f"nothing imports {distribution}"


def declared(texts: Texts) -> tuple[set[str], set[str]]:
    """The distributions that the application is installed with, and these with all groups."""
    document = tomllib.loads(texts["pyproject.toml"])
    groups = [requirement for group in document["dependency-groups"].values() for requirement in group]
    production = distributions(document["project"]["dependencies"])
    return production, production | distributions(groups)


def distributions(requirements: list[str]) -> set[str]:
    return {re.split(r"[^A-Za-z0-9._-]", requirement)[0] for requirement in requirements}


def import_names(names: set[str]) -> set[str]:
    brought = set[str]().union(*(BRINGS.get(name, ()) for name in names))
    return brought | {IMPORTED_AS.get(name, name.replace("-", "_")) for name in names}


def ships(path: str) -> bool:
    return path.startswith(("app/", "migrations/"))


def imports(texts: Texts) -> Iterator[tuple[str, str, str]]:
    """File, module, and the name taken from it if there is one."""
    for path, text in texts.items():
        if path.endswith(".py"):
            yield from ((path, module, name) for module, name in imports_of(text))


@cache
def imports_of(text: str) -> list[tuple[str, str]]:
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found += [(alias.name, "") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are absolute, so that they can be found"
            found += [(node.module or "", alias.name) for alias in node.names]
    return found


def stands(texts: Texts, module: str, name: str) -> bool:
    """Whether the module is there, and the name is one of its own or a module below it."""
    place = module.replace(".", "/")
    if name and (f"{place}/{name}.py" in texts or f"{place}/{name}/__init__.py" in texts):
        return True
    for path in (f"{place}.py", f"{place}/__init__.py"):
        if path in texts:
            return not name or name in names_of(texts[path])
    return False


@cache
def names_of(text: str) -> set[str]:
    """The names a module has once it is imported."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                found.add(node.name)
            case ast.Import() | ast.ImportFrom():
                found.update((alias.asname or alias.name).partition(".")[0] for alias in node.names)
            case ast.Name(ctx=ast.Store()):
                found.add(node.id)
    return found
