"""Hold the application against its own OpenAPI document: `poe contract`.

Schemathesis makes up requests from the document, good and bad ones, and looks whether the answers are as
documented. `schemathesis.toml` says how; arguments are handed on to it: `poe contract --include-tag items`.
"""

import socket
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import anyio
import uvicorn
from fastapi import FastAPI
from httpx2 import AsyncClient

from app.application import create_app
from app.logs import configure_logs
from app.resources import Resources
from tests.accounts import create_account
from tests.api.accounts import sign_in
from tests.databases import migrated_database
from tests.isolation import make_settings
from tests.upstream import answer, new_upstream

SCHEMATHESIS = (sys.executable, "-m", "schemathesis.cli", "run")
WEATHER = answer('{"temperature_c": -3.5, "observed_at": "2026-01-01T12:00:00Z"}')


@dataclass(frozen=True)
class Part:
    """Some of the operations, and who calls them."""

    flags: tuple[str, ...]
    by_admin: bool = False
    ends_account: bool = False


# A part of its own for whatever may end the account that calls it: all that followed would be refused.
PARTS = (
    Part(("--exclude-operation-id=update_rights", "--exclude-operation-id=delete_me")),
    Part(("--include-operation-id=list_users",), by_admin=True),
    Part(("--include-operation-id=update_rights",), by_admin=True, ends_account=True),
    Part(("--include-operation-id=delete_me",), ends_account=True),
)


def main(arguments: Sequence[str]) -> int:
    """Run schemathesis on a server and a database of its own. Give 1 if an answer was not as documented."""
    with TemporaryDirectory() as folder, migrated_database(Path(folder)) as url:
        return anyio.run(_hold, url, arguments)


async def _hold(database_url: str, arguments: Sequence[str]) -> int:
    async with new_upstream() as upstream:
        upstream.answers = [WEATHER]
        settings = make_settings(
            database_url=database_url,
            weather_url=upstream.url,
            access_token_minutes=60,
            # Else most answers were 429, which tells nothing of the rest.
            rate_limit_enabled=False,
            log_level="critical",
        )
        configure_logs(settings)
        app = create_app(settings)
        async with _serving(app) as origin:
            held = [await _hold_part(origin, app.state.resources, part, arguments) for part in PARTS]
    return 0 if all(held) else 1


async def _hold_part(origin: str, resources: Resources, part: Part, arguments: Sequence[str]) -> bool:
    email = f"part{PARTS.index(part)}@example.com"
    user = await create_account(resources, email, is_admin=part.by_admin)
    authorization = f"Bearer {(await sign_in(resources, user)).access_token}"
    command = [*SCHEMATHESIS, f"{origin}/openapi.json", f"--header=Authorization: {authorization}"]
    done = await anyio.run_process([*command, *part.flags, *arguments], stdout=None, stderr=None, check=False)
    if done.returncode or part.ends_account:
        return done.returncode == 0
    async with AsyncClient(base_url=origin, headers={"Authorization": authorization}) as client:
        me = await client.get("/api/v1/users/me")
    if me.status_code != 200:
        sys.stderr.write("The account lost its session on the way, so most calls were refused.\n")
    return me.status_code == 200


@asynccontextmanager
async def _serving(app: FastAPI) -> AsyncIterator[str]:
    """A server on a port that is free; gives its origin."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_config=None))
        async with app.router.lifespan_context(app), anyio.create_task_group() as group:
            group.start_soon(server.serve, [listener])
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
            server.should_exit = True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
