"""The starters that the suite is run against: made, installed and served as for production."""

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from runner import COMMAND, PACKAGE_PATH, run
from templates.running import free_port, serving

SHOP = "https://shop.example.com"
# What the suite asks of a server, besides a database of its own. It calls from many addresses.
VARIABLES = {
    "TRUSTED_PROXIES": "127.0.0.1",
    "CORS_ORIGINS": SHOP,
    "WEB_CONCURRENCY": "1",
    "ARGON2_MEMORY_KIB": "8",
    "ARGON2_TIME_COST": "1",
}
SECONDS_TO_MAIL = 10
TOKEN = re.compile(r"\?token=(\S+)")


@dataclass(frozen=True)
class Starter:
    url: str
    # What the suite cannot see over HTTP is left out where it is not told.
    mails: Path | None = None
    admin: tuple[str, str] | None = None
    asks_weather: bool = False

    def token_mailed_to(self, email: str, *, but: str = "") -> str:
        """The token in the newest mail to the address, which may be on its way still."""
        assert self.mails is not None
        deadline = time.monotonic() + SECONDS_TO_MAIL
        while time.monotonic() < deadline:
            for token in self.tokens_mailed_to(email):
                if token != but:
                    return token
            time.sleep(0.05)
        raise AssertionError(f"no mail to {email}")

    def tokens_mailed_to(self, email: str) -> list[str]:
        """Those of all mails to the address, the newest first."""
        return [token for text in self.mailed_to(email) for token in TOKEN.findall(text)]

    def mailed_to(self, email: str) -> list[str]:
        """The texts of all mails to the address, the newest first."""
        assert self.mails is not None
        files = sorted(self.mails.glob("*.eml"), reverse=True)
        mails = [message_from_bytes(file.read_bytes(), policy=default) for file in files]
        return [mail.get_content() for mail in mails if mail["To"] == email]


@contextmanager
def running(framework: str, folder: Path) -> Iterator[Starter]:
    """A starter with the API alone, on SQLite, behind its production server."""
    answers = ["--workload=api", f"--framework={framework}", "--also=none", "--no-git"]
    run([*COMMAND, "new", "demo", "--no-input", *answers], folder, PYTHONPATH=PACKAGE_PATH)
    project = folder / "demo"
    run(["uv", "run", "poe", "migrate"], project)
    told = run(["uv", "run", "poe", "create-admin", "root@example.com"], project, **VARIABLES)
    (password,) = re.findall(r"shown this once: (\S+)", told)
    port = free_port()
    with (
        weather_service() as weather,
        serving(["uv", "run", "poe", "serve"], project, port, **VARIABLES, WEATHER_URL=weather),
    ):
        url = f"http://127.0.0.1:{port}"
        yield Starter(url, project / "var" / "mail", ("root@example.com", password), asks_weather=True)


class Weather(BaseHTTPRequestHandler):
    """The other service: it is well about Oslo, and about nothing else."""

    def do_GET(self) -> None:
        (city,) = parse_qs(urlsplit(self.path).query)["city"]
        if city == "Silence":
            time.sleep(8)
        body = b'{"temperature_c": -3.5, "observed_at": "2026-01-01T12:00:00Z"}' if city == "Oslo" else b"{}"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        pass


@contextmanager
def weather_service() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Weather) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/now"
        server.shutdown()
        thread.join()
