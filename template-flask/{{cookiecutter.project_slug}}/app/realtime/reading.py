"""What a client says, as it comes over Socket.IO."""

from collections.abc import Mapping

from pydantic import ValidationError

from app.realtime.messages import ClientMessage, Refused, not_understood


def read(event: str, *values: object) -> ClientMessage:
    """The message of an event that goes by the type of the message. Raise Refused when it is none."""
    fields = values[0] if values else {}
    if len(values) > 1 or not isinstance(fields, Mapping):
        raise Refused("invalid-message", "An event comes with one object.")
    try:
        return ClientMessage.model_validate({**fields, "type": event})
    except ValidationError as error:
        raise not_understood(error) from error
