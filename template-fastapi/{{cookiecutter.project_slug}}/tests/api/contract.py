"""Hold the application against its own OpenAPI document: `poe contract`.

Schemathesis makes up requests from the document, good and bad ones, and looks whether the answers are as
documented. `schemathesis.toml` says how; arguments are handed on to it: `poe contract --include-tag items`.
"""

import socket
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
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
from tests.api.contract_parts import PARTS, WEATHER, Part, contract_settings, keeps_account
from tests.databases import migrated_database
from tests.upstream import new_upstream


def main(arguments: Sequence[str]) -> int:
    """Run schemathesis on a server and a database of its own. Give 1 if an answer was not as documented."""
    with TemporaryDirectory() as folder, migrated_database(Path(folder)) as url:
        return anyio.run(_hold, url, arguments)


async def _hold(database_url: str, arguments: Sequence[str]) -> int:
    async with new_upstream() as upstream:
        upstream.answers = [WEATHER]
        settings = contract_settings(database_url, upstream.url)
        configure_logs(settings)
        app = create_app(settings)
        async with _serving(app) as origin:
            held = [await _hold_part(origin, app.state.resources, part, arguments) for part in PARTS]
    return 0 if all(held) else 1


async def _hold_part(origin: str, resources: Resources, part: Part, arguments: Sequence[str]) -> bool:
    user = await create_account(resources, part.email, is_admin=part.by_admin)
    authorization = f"Bearer {(await sign_in(resources, user)).access_token}"
    command = part.command(origin, authorization, arguments)
    done = await anyio.run_process(command, stdout=None, stderr=None, check=False)
    if done.returncode or part.ends_account:
        return done.returncode == 0
    async with AsyncClient(base_url=origin, headers={"Authorization": authorization}) as client:
        me = await client.get("/api/v1/users/me")
    return keeps_account(me.status_code)


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
