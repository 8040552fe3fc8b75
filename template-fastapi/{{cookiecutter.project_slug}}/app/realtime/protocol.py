"""How uvicorn speaks WebSocket here: a client that reads nothing keeps nobody waiting, and is let go."""

from asyncio import BaseTransport, Transport
from typing import cast

from uvicorn._types import ASGISendEvent
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

# What an application finds in `websocket.state`: ends the connection at once, whatever is still to be sent.
ABORT = "abort"


class Protocol(WebSocketsSansIOProtocol):
    def connection_made(self, transport: BaseTransport) -> None:
        super().connection_made(transport)
        # It would log whatever is said, tickets first.
        self.conn.debug = False
        self.app_state = {**self.app_state, ABORT: cast("Transport", transport).abort}

    async def send(self, message: ASGISendEvent) -> None:
        if message["type"] == "websocket.close":
            # This comes last, and does not wait until there is room for more.
            self.writable.set()
        await super().send(message)
        if message["type"] == "websocket.http.response.body" and not message.get("more_body"):
            # uvicorn takes no note of a refusal, and would log an error: that nothing has been answered.
            self.handshake_complete = True

    def handle_ping(self) -> None:
        if self.writable.is_set():
            super().handle_ping()
        else:
            # Answers that nobody reads would pile up without end.
            self.conn.data_to_send()
