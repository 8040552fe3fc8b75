from time import monotonic

from httpx2 import Client, HTTPError, Response, Timeout, TimeoutException
from pydantic import ValidationError

from app.errors import ServiceUnavailable
from app.weather.errors import BadGateway, GatewayTimeout
from app.weather.schemas import Observation, WeatherOut

# For each wait, and for an answer that comes in drops.
DEADLINE = 4.0
MAX_BYTES = 64 * 1024


def current_weather(http: Client, url: str | None, city: str, *, deadline: float = DEADLINE) -> WeatherOut:
    """Ask the service at this URL: it gets `?city=` and answers JSON, at least what `Observation` holds.

    Raise ServiceUnavailable when there is no URL, GatewayTimeout when the service does not answer in time and
    BadGateway when it answers nonsense.
    """
    if url is None:
        raise ServiceUnavailable("No weather service is set up.")
    end = monotonic() + deadline
    try:
        with http.stream(
            "GET", url, params={"city": city}, timeout=Timeout(deadline, connect=min(1.0, deadline))
        ) as response:
            body = _body(response, end)
        observation = Observation.model_validate_json(body)
    except TimeoutException as error:
        raise GatewayTimeout from error
    except (HTTPError, ValidationError) as error:
        raise BadGateway from error
    return WeatherOut(city=city, **observation.model_dump())


def _body(response: Response, end: float) -> bytes:
    """What was answered; not more of it than an answer can be long, and not for longer than until `end`."""
    # Nobody asked for a packed answer, and a small one can be huge when it is unpacked.
    if response.status_code != 200 or "Content-Encoding" in response.headers:
        raise BadGateway
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > MAX_BYTES:
            raise BadGateway
        if monotonic() > end:
            raise GatewayTimeout
    return bytes(body)
