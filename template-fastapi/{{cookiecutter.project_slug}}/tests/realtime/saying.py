import json
from typing import Any

from app.realtime.messages import ClientMessage
from app.realtime.reading import read


def said(fields: dict[str, Any]) -> ClientMessage:
    """What is understood when a client sends this."""
    return read(json.dumps(fields))
