"""What a client says, as it comes over a WebSocket."""

from pydantic import ValidationError

from app.realtime.messages import ClientMessage, not_understood


def read(text: str) -> ClientMessage:
    """The message in a frame. Raise Refused when it is none."""
    try:
        return ClientMessage.model_validate_json(text)
    except ValidationError as error:
        raise not_understood(error) from error
