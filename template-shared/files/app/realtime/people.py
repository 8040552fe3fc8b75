"""Who is connected, and where they may go."""

import json
import uuid
from dataclasses import asdict, dataclass

from app.users.models import User


@dataclass(frozen=True, order=True)
class Member:
    """What others see of somebody who is in a room with them."""

    name: str
    id: str

    def as_dict(self) -> dict[str, str]:
        return {"id": self.id, "name": self.name}


@dataclass(frozen=True)
class Person:
    """Who a connection belongs to, and the sign-in session that it ends with."""

    member: Member
    session_id: uuid.UUID

    @classmethod
    def of(cls, user: User, session_id: uuid.UUID) -> "Person":
        # Not the address: it is nobody else's business.
        name = user.full_name or f"user-{user.id.hex[:8]}"
        return cls(Member(name, str(user.id)), session_id)

    def dump(self) -> str:
        return json.dumps({**asdict(self.member), "session_id": str(self.session_id)})

    @classmethod
    def load(cls, text: str | bytes) -> "Person":
        values = json.loads(text)
        return cls(Member(values["name"], values["id"]), uuid.UUID(values["session_id"]))


def may_enter(_person: Person, _room: str) -> bool:
    """Whether somebody may be in a room. Here everybody who is signed in may: say what your rooms need."""
    return True
