"""What is said over a connection, the same in both directions of every transport."""

import json
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    StrictInt,
    StrictStr,
    ValidationError,
    model_validator,
)

from app.realtime.people import Member
from app.text import ONE_LINE, STRIPPED

Message = dict[str, Any]

RoomName = Annotated[StrictStr, Field(min_length=1, max_length=64), ONE_LINE, STRIPPED]
# A client's own, by which it knows its message again.
MessageId = (
    Annotated[StrictStr, Field(min_length=1, max_length=64)] | Annotated[StrictInt, Field(ge=0, lt=2**53)]
)


class Refused(Exception):
    """A message that is not done; the connection goes on."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


class ClientMessage(BaseModel):
    """What a client may say."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["join", "leave", "publish", "ping"]
    room: RoomName | None = None
    data: JsonValue = None
    id: MessageId | None = None

    @model_validator(mode="after")
    def _names_a_room(self) -> Self:
        if self.type != "ping" and self.room is None:
            raise ValueError("name a room")
        return self

    @property
    def named_room(self) -> str:
        """The room, which everything but a ping names."""
        return self.room or ""


def not_understood(error: ValidationError) -> Refused:
    """What is wrong first, and where; never the value."""
    found = error.errors(include_url=False, include_input=False, include_context=False)[0]
    reason = found["msg"].removeprefix("Value error, ")
    # The field alone: what is within may be hundreds of levels away.
    return Refused("invalid-message", ": ".join([*map(str, found["loc"][:1]), reason]))


def encode(message: Mapping[str, Any]) -> str:
    """As JSON. Raise Refused for what JSON or UTF-8 cannot say, such as infinity."""
    try:
        text = json.dumps(message, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        text.encode()
    except (ValueError, RecursionError) as error:
        raise Refused("invalid-message", "The data cannot be passed on as JSON.") from error
    return text


def joined(room: str, members: Iterable[Member], history: Iterable[str]) -> str:
    """The answer to joining, encoded: its history is messages that are encoded already."""
    head = encode({"type": "joined", "room": room, "members": _dicts(members)})
    return f'{head[:-1]},"history":[{",".join(history)}]}}'


def said(room: str, sender: Member, said_id: str | int, data: JsonValue, at: str) -> Message:
    """`data` as somebody has published it, with who and when."""
    return {"type": "message", "id": said_id, "room": room, "from": sender.as_dict(), "data": data, "at": at}


def presence(room: str, members: Iterable[Member]) -> Message:
    return {"type": "presence", "room": room, "members": _dicts(members)}


def error(refusal: Refused, message_id: str | int | None = None) -> Message:
    """It names the message that it answers, if that has an id."""
    answer: Message = {"type": "error", "code": refusal.code, "detail": refusal.detail}
    return answer if message_id is None else {**answer, "id": message_id}


def pong(message_id: str | int | None = None) -> Message:
    return {"type": "pong"} if message_id is None else {"type": "pong", "id": message_id}


def _dicts(members: Iterable[Member]) -> list[dict[str, str]]:
    return [member.as_dict() for member in members]
