"""The rooms of this process, and who is in them."""

import asyncio
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from pydantic import JsonValue

from app.orm import utc_now
from app.realtime import messages
from app.realtime.bounds import Bounds
from app.realtime.closing import POLICY, RESTARTS
from app.realtime.exchange import Exchange
from app.realtime.history import Entry, History, last_of
from app.realtime.messages import ClientMessage, Refused, encode
from app.realtime.people import Member, Person, may_enter


class Connection(Protocol):
    """One client, as the server of the framework has it."""

    person: Person
    rooms: set[str]

    def send(self, text: str) -> None:
        """Send a message some time soon. It waits for nobody, and cuts off who lets too much pile up."""

    def close(self, code: int, reason: str) -> None:
        """End the connection some time soon."""


@dataclass
class Seat:
    """The place of a connection in a room."""

    # It has been told that it has joined; nothing else of the room comes before that.
    taken: bool = False
    # Keys of messages that it has got with the history, and that are on their way to this process still.
    early: set[str] = field(default_factory=set)
    # Which list of members it knows.
    told: int = 0


@dataclass
class Room:
    seats: dict[Connection, Seat] = field(default_factory=dict)
    elsewhere: frozenset[Member] = frozenset()
    members: list[Member] = field(default_factory=list)
    version: int = 0

    @property
    def here(self) -> frozenset[Member]:
        return frozenset(connection.person.member for connection in self.seats)

    def count(self) -> None:
        """See who is there now."""
        # Who has changed their name since another connection was made is one person all the same.
        members = sorted({member.id: member for member in sorted(self.here | self.elsewhere)}.values())
        if members != self.members:
            self.members = members
            self.version += 1


class Hub:
    """Everything happens on one event loop: only where something is awaited can rooms change meanwhile."""

    def __init__(self, bounds: Bounds, exchange: Exchange | None) -> None:
        self.bounds = bounds
        self.connections: set[Connection] = set()
        self._of_person: Counter[str] = Counter()
        self._rooms: dict[str, Room] = {}
        self._history = History(bounds)
        self._exchange = exchange
        self._changed: set[str] = set()
        self._something_changed = asyncio.Event()
        self._all_told = asyncio.Event()
        self._all_told.set()

    # Who is connected

    def has_room_for(self, person_id: str, *, bounded: bool) -> bool:
        """Whether another connection of this person may come; `bounded` counts those that they have, too."""
        full = len(self.connections) >= self.bounds.connections
        return not full and not (bounded and self._of_person[person_id] >= self.bounds.connections_of_person)

    def add(self, connection: Connection) -> None:
        self.connections.add(connection)
        self._of_person[connection.person.member.id] += 1

    def drop(self, connection: Connection) -> None:
        """It has ended."""
        self.connections.discard(connection)
        person = connection.person.member.id
        self._of_person[person] -= 1
        if not self._of_person[person]:
            del self._of_person[person]
        for name in list(connection.rooms):
            self._give_up_seat(connection, name)

    @property
    def sessions(self) -> set[uuid.UUID]:
        """The sign-in sessions of all who are connected."""
        return {connection.person.session_id for connection in self.connections}

    def end_sessions(self, ended: Iterable[uuid.UUID]) -> None:
        """Cut off all connections that belong to these sign-in sessions."""
        sessions = frozenset(ended)
        for connection in [c for c in self.connections if c.person.session_id in sessions]:
            connection.close(POLICY, "You are signed out.")

    def close(self) -> None:
        """The process stops. Where the server has told its clients by then, nobody is here any more."""
        for connection in list(self.connections):
            connection.close(RESTARTS, "The server restarts.")

    # What they say

    async def answer(self, connection: Connection, message: ClientMessage) -> None:
        """Do what a client asks for. Raise Refused when it may not be done."""
        match message.type:
            case "join":
                await self._join(connection, message.named_room)
            case "leave":
                self._leave(connection, message.named_room)
            case "publish":
                await self._publish(connection, message.named_room, message.data, message.id)
            case "ping":
                connection.send(encode(messages.pong(message.id)))

    async def _join(self, connection: Connection, name: str) -> None:
        if not may_enter(connection.person, name):
            raise Refused("forbidden", "You may not enter this room.")
        if len(connection.rooms | {name}) > self.bounds.rooms_of_connection:
            raise Refused("too-many-rooms", "You are in as many rooms as one can be in. Leave one first.")
        room = self._rooms.get(name) or Room()
        if connection not in room.seats and len(room.seats) >= self.bounds.connections_of_room:
            raise Refused("room-full", "The room is full.")
        self._rooms[name] = room
        connection.rooms.add(name)
        seat = room.seats.setdefault(connection, Seat())
        entries = await self._settle(name, with_history=True)
        if connection not in room.seats:
            # It has gone meanwhile.
            return
        # Nothing is awaited from here on. What this process gets later is not in its history yet, and what is
        # in that and not sent yet would be lost.
        known = self._history.of(name)
        history = last_of([*known, *entries], self.bounds)
        seat.early = {entry.key for entry in history} - {entry.key for entry in known}
        seat.taken = True
        seat.told = room.version
        connection.send(messages.joined(name, room.members, [entry.text for entry in history]))
        self.note_change(name)

    def _leave(self, connection: Connection, name: str) -> None:
        if name not in connection.rooms:
            raise Refused("not-in-room", "You are not in this room.")
        self._give_up_seat(connection, name)

    async def _publish(
        self, connection: Connection, name: str, data: JsonValue, message_id: str | int | None
    ) -> None:
        if name not in connection.rooms:
            raise Refused("not-in-room", "Join the room first.")
        at = utc_now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
        said_id = str(uuid.uuid4()) if message_id is None else message_id
        entry = Entry.new(encode(messages.said(name, connection.person.member, said_id, data, at)))
        if self._exchange is None or not await self._exchange.post(name, entry):
            self.deliver(name, entry)

    def _give_up_seat(self, connection: Connection, name: str) -> None:
        connection.rooms.discard(name)
        room = self._rooms[name]
        del room.seats[connection]
        if not room.seats:
            del self._rooms[name]
        self.note_change(name)

    # What is heard, from here and from other processes

    @property
    def rooms(self) -> list[str]:
        return list(self._rooms)

    def members_here(self, name: str) -> frozenset[Member]:
        room = self._rooms.get(name)
        return room.here if room else frozenset()

    def deliver(self, name: str, entry: Entry) -> None:
        """Pass a message on to all who are in the room; once, however often it comes."""
        if not self._history.add(name, entry):
            return
        room = self._rooms.get(name)
        for connection, seat in list(room.seats.items()) if room else ():
            if entry.key in seat.early:
                seat.early.discard(entry.key)
            elif seat.taken:
                connection.send(entry.text)

    def note_change(self, name: str) -> None:
        self._changed.add(name)
        self._something_changed.set()
        self._all_told.clear()

    async def wait_until_all_is_told(self) -> None:
        """Until others know who is here, if somebody came or went."""
        await self._all_told.wait()

    def note_elsewhere(self, name: str, members: frozenset[Member]) -> None:
        """Who is in a room by way of other processes. One of them may have died, and tells nothing itself."""
        room = self._rooms.get(name)
        if room and room.elsewhere != members:
            room.elsewhere = members
            room.count()
            self._tell(name)

    async def keep_telling(self) -> None:
        """Tell members who is in their rooms, a moment after that has changed."""
        while True:
            await self._something_changed.wait()
            # Many come and go together: when a server restarts, all of them.
            await asyncio.sleep(self.bounds.seconds_to_gather)
            self._something_changed.clear()
            changed, self._changed = self._changed, set()
            for name in changed:
                await self._settle(name)
                self._tell(name)
            if not self._changed:
                self._all_told.set()

    async def _settle(self, name: str, *, with_history: bool = False) -> list[Entry]:
        """Agree with the other processes about who is in a room; gives what they know of its history."""
        entries: list[Entry] = []
        if self._exchange:
            elsewhere, entries = await self._exchange.settle(
                name, lambda: self.members_here(name), with_history=with_history
            )
            if name in self._rooms:
                self._rooms[name].elsewhere = elsewhere
        if name in self._rooms:
            self._rooms[name].count()
        return entries

    def _tell(self, name: str) -> None:
        room = self._rooms.get(name)
        if room is None:
            return
        text = encode(messages.presence(name, room.members))
        for connection, seat in list(room.seats.items()):
            if seat.taken and seat.told != room.version:
                seat.told = room.version
                connection.send(text)
