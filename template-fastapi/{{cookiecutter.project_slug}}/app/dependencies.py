"""What a path operation may ask for, as types for its parameters."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends
from fastapi.requests import HTTPConnection, Request
from sqlalchemy.ext.asyncio import AsyncSession

from app.resources import Resources

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


async def get_resources(connection: HTTPConnection) -> Resources:
    resources: Resources = connection.app.state.resources
    return resources


ResourcesDep = Annotated[Resources, Depends(get_resources)]


async def get_session(request: Request, resources: ResourcesDep) -> AsyncIterator[AsyncSession]:
    """One transaction for the request: committed when the path operation returns, else rolled back."""
    database = resources.database
    new_session = database.reads if request.method in SAFE_METHODS else database.writes
    async with new_session() as session:
        yield session
        await session.commit()


# With the default scope this would commit after the answer has left, and a failed commit would still say 200.
SessionDep = Annotated[AsyncSession, Depends(get_session, scope="function")]
