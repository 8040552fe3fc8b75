"""What of Socket.IO's packets is taken. It takes for granted itself that clients send them in order."""

from typing import Any

from socketio import packet

# Nobody is asked to acknowledge anything, and no message is binary.
TAKEN = {packet.CONNECT, packet.DISCONNECT, packet.EVENT}
# By which Socket.IO knows whoever hears the events that nobody else hears.
EVERY_EVENT = "*"


class NoPacket(Exception):
    """What a client has sent is not to be taken."""


class Packet(packet.Packet):  # type: ignore[misc]
    def decode(self, encoded_packet: Any) -> int:
        """Raise NoPacket for what Socket.IO would fail at, or would not do what is meant with."""
        if not isinstance(encoded_packet, str):
            raise NoPacket
        try:
            super().decode(encoded_packet)
        except (ValueError, RecursionError) as error:
            raise NoPacket from error
        if self.packet_type not in TAKEN or (self.packet_type == packet.EVENT and not _names_one(self.data)):
            raise NoPacket
        # So many binary parts follow.
        return 0


def _names_one(values: Any) -> bool:
    """Whether an event comes with its name."""
    name = values[0] if isinstance(values, list) and values else None
    return isinstance(name, str) and name != EVERY_EVENT
