"""Rooms over Socket.IO: each message is an event that goes by its type."""

from contextlib import suppress
from functools import partial
from logging import ERROR, getLogger
from typing import Any

from flask import Flask, request
from flask_socketio import ConnectionRefusedError as ConnectionRefused
from flask_socketio import SocketIO

from app.realtime import messages
from app.realtime.background import Background
from app.realtime.closing import POLICY, TRY_LATER
from app.realtime.door import ADMITTED, PATH
from app.realtime.messages import Refused, encode
from app.realtime.packets import EVERY_EVENT, NoPacket, Packet
from app.realtime.reading import read
from app.realtime.socket import SOCKET, BoundedSocket, Connection
from app.settings import Settings

SECONDS_BETWEEN_PINGS, SECONDS_TO_ANSWER = 20, 20

logger = getLogger(__name__)


class Rooms:
    """The events of one application, and who is connected to this process."""

    def __init__(self, app: Flask, settings: Settings, background: Background) -> None:
        self._background = background
        self._limited = settings.rate_limit_enabled
        self._here: dict[str, Connection] = {}
        # Of what the libraries say, which else repeats what clients send: what has gone wrong.
        libraries = getLogger("app.realtime.libraries")
        libraries.setLevel(ERROR)
        self._server = SocketIO(
            app,
            # Else each prints tracebacks itself, and they are logged as well.
            logger=libraries,
            engineio_logger=libraries,
            serializer=Packet,
            path=PATH,
            async_mode="threading",
            # One after the other, in the order in which they were sent.
            async_handlers=False,
            transports=["websocket"],
            # The door has looked where they come from.
            cors_allowed_origins="*",
            manage_session=False,
            ping_interval=SECONDS_BETWEEN_PINGS,
            ping_timeout=SECONDS_TO_ANSWER,
        )
        engine = self._server.server.eio
        engine._async = {**engine._async, "websocket": partial(BoundedSocket, bounds=background.bounds)}
        self._take = engine.handlers["message"]
        engine.on("message", self._take_packet)
        self._server.on_event("connect", self._connect)
        self._server.on_event("disconnect", self._disconnect)
        self._server.on_event(EVERY_EVENT, self._hear)

    def _take_packet(self, engine_id: str, packet: Any) -> None:
        """What cannot be taken is the client's error and not ours, so that Engine.IO hears of none."""
        # Of an empty one, Socket.IO would make an event that it fails at.
        if packet:
            with suppress(NoPacket):
                self._take(engine_id, packet)
                return
        server = self._server.server
        connection = self._here.get(server.manager.sid_from_eio_sid(engine_id, "/"))
        if connection:
            connection.send(encode(messages.error(Refused("invalid-message", "This is no event."))))
        else:
            logger.info("what came of a stranger was no packet")
            server.environ[engine_id][SOCKET].end(POLICY, "Show a ticket.")

    def _connect(self, auth: Any = None) -> None:
        """Let somebody in with a ticket: in the data of the connection, or else in the address."""
        if _own_id() in self._here:
            # A client may call an event of its own so, too.
            self._hear("connect", auth)
            return
        below: BoundedSocket = request.environ[SOCKET]
        given = auth.get("ticket") if isinstance(auth, dict) else None
        ticket = given if isinstance(given, str) else request.args.get("ticket", "")
        realtime = self._background.realtime
        person = self._background.run(realtime.admit(ticket))
        if person is None:
            raise _refusal(below, POLICY, "The ticket is not good, or not any more.")
        connection = Connection(self._server, _own_id(), below, person, self._background.bounds)
        if not self._background.run(self._take_place(connection)):
            raise _refusal(below, TRY_LATER, "There are too many connections.")
        request.environ[ADMITTED]()
        below.let_in()
        self._here[_own_id()] = connection

    async def _take_place(self, connection: Connection) -> bool:
        """If there is one. In one step: of two who come at once one would look before the other is there."""
        hub = self._background.realtime.hub
        if not hub.has_room_for(connection.person.member.id, bounded=self._limited):
            return False
        hub.add(connection)
        return True

    def _disconnect(self, _reason: Any = None) -> None:
        connection = self._here.pop(_own_id(), None)
        if connection:
            connection.hang_up()
            self._background.call(self._background.realtime.hub.drop, connection)

    def _hear(self, event: str, *values: Any) -> None:
        connection = self._here.get(_own_id())
        if connection is None:
            return
        message_id = None
        try:
            message = read(event, *values)
            message_id = message.id
            self._background.run(self._background.realtime.hub.answer(connection, message))
        except Refused as refusal:
            connection.send(encode(messages.error(refusal, message_id)))


def _own_id() -> str:
    sid: str = request.sid  # type: ignore[attr-defined]
    return sid


def _refusal(below: BoundedSocket, code: int, reason: str) -> Exception:
    """Before any event; what is below ends as well."""
    below.turn_away(code, reason)
    refusal: Exception = ConnectionRefused(reason)
    return refusal
