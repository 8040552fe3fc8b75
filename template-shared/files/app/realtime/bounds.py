"""How much of everything one may have."""

from dataclasses import dataclass

# What a ticket is good for, in seconds. It is made for a connection that follows at once.
TICKET_SECONDS = 30
# The longest message from a client.
MAX_MESSAGE_BYTES = 64 * 1024


@dataclass(frozen=True)
class Bounds:
    """They hold in each process by itself. A test or a benchmark gives others."""

    connections: int = 2000
    connections_of_person: int = 20
    rooms_of_connection: int = 20
    connections_of_room: int = 500
    # So many messages at once, and so many a second in the long run. Who sends more is cut off.
    burst: int = 120
    messages_per_second: float = 30.0
    # What may wait for somebody who reads slowly.
    waiting_messages: int = 256
    waiting_characters: int = 1024 * 1024
    # Of the last messages of a room: how many, and how long together, as one answer holds them all.
    history_messages: int = 50
    history_bytes: int = 256 * 1024
    # Of all rooms, in the memory of a process and in Redis. Those that have been quiet longest are forgotten.
    memory_bytes: int = 32 * 1024 * 1024
    # Who signs out, or is signed out, is cut off after so many seconds at most.
    seconds_between_looks: float = 5.0
    # How long changes of who is in a room are gathered before they are told.
    seconds_to_gather: float = 0.05
