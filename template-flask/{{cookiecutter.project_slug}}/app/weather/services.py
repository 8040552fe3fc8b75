from httpx2 import Client, HTTPError, Response, TimeoutException
from pydantic import ValidationError

from app.errors import ServiceUnavailable
from app.outgoing_deadline import fail_after
from app.weather.errors import BadGateway, GatewayTimeout
from app.weather.schemas import Observation, WeatherOut

# For all attempts together.
DEADLINE = 5.0
MAX_BYTES = 64 * 1024


def current_weather(http: Client, url: str | None, city: str, *, deadline: float = DEADLINE) -> WeatherOut:
    """Ask the service at this URL: it gets `?city=` and answers JSON, at least what `Observation` holds.

    Raise ServiceUnavailable when there is no URL, GatewayTimeout when the service does not answer in time and
    BadGateway when it answers nonsense.
    """
    if url is None:
        raise ServiceUnavailable("No weather service is set up.")
    try:
        with fail_after(deadline), http.stream("GET", url, params={"city": city}) as response:
            body = _body(response)
        observation = Observation.model_validate_json(body)
    except TimeoutException as error:
        raise GatewayTimeout from error
    except (HTTPError, ValidationError) as error:
        raise BadGateway from error
    return WeatherOut(city=city, **observation.model_dump())


def _body(response: Response) -> bytes:
    """What was answered; not more of it than an answer can be long."""
    # Nobody asked for a packed answer, and a small one can be huge when it is unpacked.
    if response.status_code != 200 or "Content-Encoding" in response.headers:
        raise BadGateway
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > MAX_BYTES:
            raise BadGateway
    return bytes(body)
