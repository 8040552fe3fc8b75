"""How the service that is asked for the weather may fail."""

from httpx2 import ConnectError, ReadTimeout, Response

from app.weather.services import MAX_BYTES
from tests.replies import answer

HEAD = b"HTTP/1.1 200 OK\r\n"
NONSENSE = [
    answer("<html>It is sunny.</html>"),
    answer("{}"),
    answer('{"temperature_c": NaN, "observed_at": "2026-06-01T14:00:00Z"}'),
    answer('{"temperature_c": 900, "observed_at": "2026-06-01T14:00:00Z"}'),
    answer('{"temperature_c": 20, "observed_at": "2026-06-01T14:00:00"}'),
    answer("[" * 10_000),
    answer(" " * (MAX_BYTES + 1)),
    answer("", "404 Not Found"),
    answer("", "500 Internal Server Error"),
    HEAD + b"Content-Length: 100\r\n\r\n{",
    HEAD + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
    b"This is no HTTP.\r\n\r\n",
]
# What its client meets, and what is answered then.
FAILURES: list[tuple[Response | Exception, int]] = [
    (Response(500), 502),
    (Response(200, text="sunny"), 502),
    (ConnectError("weather.invalid is 10.0.0.8"), 502),
    (ReadTimeout("slow"), 504),
]
