from typing import Any

from app.realtime.messages import ClientMessage
from app.realtime.reading import read


def said(fields: dict[str, Any]) -> ClientMessage:
    """What is understood when a client sends this."""
    event = fields["type"]
    return read(event, {name: value for name, value in fields.items() if name != "type"})
