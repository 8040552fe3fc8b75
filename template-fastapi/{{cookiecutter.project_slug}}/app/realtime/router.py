import uuid
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from time import perf_counter
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, FastAPI, Request, WebSocket

from app.api.dependencies import SignedInDep
from app.dependencies import ResourcesDep, get_client_address
from app.documented import documented
from app.realtime import messages
from app.realtime.bounds import MAX_MESSAGE_BYTES
from app.realtime.closing import POLICY, TOO_BIG, TRY_LATER
from app.realtime.connection import Connection
from app.realtime.hub import Hub
from app.realtime.messages import Refused, encode
from app.realtime.origins import is_welcome
from app.realtime.pace import Pace
from app.realtime.people import Person
from app.realtime.queries import open_among
from app.realtime.reading import read
from app.realtime.serving import Realtime, open_realtime
from app.realtime.tickets import TICKETS, TicketOut

logger = structlog.stdlib.get_logger("app.realtime")


@asynccontextmanager
async def serve_rooms(app: FastAPI) -> AsyncIterator[None]:
    """Runs within the application's own lifespan."""
    resources = app.state.resources

    async def ask_which_are_open(session_ids: Collection[uuid.UUID]) -> list[uuid.UUID]:
        async with resources.database.reads() as session:
            return [found for query in open_among(session_ids) for found in await session.scalars(query)]

    async with open_realtime(
        resources.settings, app.state.realtime_bounds, ask_which_are_open
    ) as app.state.realtime:
        yield


router = APIRouter(prefix="/realtime", tags=["realtime"], lifespan=serve_rooms)


async def get_realtime(request: Request) -> Realtime:
    realtime: Realtime = request.app.state.realtime
    return realtime


@router.post("/tickets", status_code=201, responses=documented(401, 429))
async def create_ticket(
    signed_in: SignedInDep,
    realtime: Annotated[Realtime, Depends(get_realtime)],
    resources: ResourcesDep,
) -> TicketOut:
    """Get a ticket for a WebSocket: connect to `/api/v1/realtime?ticket=…` with it."""
    person = Person.of(signed_in.user, signed_in.session_id)
    await resources.limits.count(TICKETS, person.member.id)
    return TicketOut(ticket=await realtime.tickets.issue(person))


@router.websocket("")
async def talk(websocket: WebSocket) -> None:
    realtime: Realtime = websocket.app.state.realtime
    hub = realtime.hub
    person = await _person_at_the_door(websocket, realtime)
    if person is None:
        # A refusal before anything was accepted: 403.
        await websocket.close()
        return
    await websocket.accept()
    connection = Connection(websocket, person, hub.bounds)
    limited = websocket.app.state.resources.settings.rate_limit_enabled
    if not hub.has_room_for(person.member.id, bounded=limited):
        connection.close(TRY_LATER, "There are too many connections.")
        await _receive_until_the_end(websocket)
        return
    started = perf_counter()
    hub.add(connection)
    try:
        code = await _converse(websocket, connection, hub)
    finally:
        hub.drop(connection)
    seconds = round(perf_counter() - started, 1)
    logger.info("connection ended", code=code, seconds=seconds, client=await get_client_address(websocket))


async def _person_at_the_door(websocket: WebSocket, realtime: Realtime) -> Person | None:
    """Whose ticket it is, if it is good, and if the page is one that may connect."""
    welcome = is_welcome(
        websocket.headers.get("origin"),
        scheme=websocket.url.scheme,
        host=websocket.headers.get("host", ""),
        settings=websocket.app.state.resources.settings,
    )
    return await realtime.admit(websocket.query_params.get("ticket", "")) if welcome else None


async def _converse(websocket: WebSocket, connection: Connection, hub: Hub) -> int:
    """Answer what comes until the end; gives the code that it ended with."""
    pace = Pace(hub.bounds)
    while True:
        heard = await websocket.receive()
        if heard["type"] == "websocket.disconnect":
            return int(heard["code"])
        text = heard.get("text")
        if connection.closing:
            continue
        if not pace.allows_one_more():
            connection.close(POLICY, "You send too fast.")
        elif text is None:
            connection.send(encode(messages.error(Refused("invalid-message", "Send text, not bytes."))))
        elif len(text) > MAX_MESSAGE_BYTES or len(text.encode()) > MAX_MESSAGE_BYTES:
            connection.close(TOO_BIG, "The message is too long.")
        else:
            await _answer(hub, connection, text)


async def _answer(hub: Hub, connection: Connection, text: str) -> None:
    message_id = None
    try:
        message = read(text)
        message_id = message.id
        await hub.answer(connection, message)
    except Refused as refusal:
        connection.send(encode(messages.error(refusal, message_id)))


async def _receive_until_the_end(websocket: WebSocket) -> None:
    while (await websocket.receive())["type"] != "websocket.disconnect":
        pass
