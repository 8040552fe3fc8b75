"""What a path operation may ask for, as types for its parameters."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends
from fastapi.requests import HTTPConnection, Request
from sqlalchemy.ext.asyncio import AsyncSession

from app.connections import SAFE_METHODS
from app.resources import Resources

# Somebody who came over a socket of the machine and not over a network.
NO_ADDRESS = "unknown"


async def get_resources(connection: HTTPConnection) -> Resources:
    resources: Resources = connection.app.state.resources
    return resources


ResourcesDep = Annotated[Resources, Depends(get_resources)]


async def get_client_address(connection: HTTPConnection) -> str:
    return connection.client.host if connection.client else NO_ADDRESS


ClientAddress = Annotated[str, Depends(get_client_address)]


async def get_user_agent(request: Request) -> str:
    return request.headers.get("User-Agent", "")


UserAgent = Annotated[str, Depends(get_user_agent)]


async def get_session(request: Request, resources: ResourcesDep) -> AsyncIterator[AsyncSession]:
    """One transaction for the request: committed when the path operation returns, else rolled back.

    A request with a safe method only looks, and its session refuses to change anything: there is nothing to
    commit, which saves a twentieth of its time.
    """
    writes = request.method not in SAFE_METHODS
    new_session = resources.database.writes if writes else resources.database.reads
    async with new_session() as session:
        yield session
        if writes:
            await session.commit()
        elif session.new or session.dirty or session.deleted:
            # It refuses, where the change would else be lost without a word.
            await session.flush()


# With the default scope this would commit after the answer has left, and a failed commit would still say 200.
# An answer that is streamed is made later than that: let it open `resources.database.reads()` itself.
SessionDep = Annotated[AsyncSession, Depends(get_session, scope="function")]
