"""The application, served as it is served in production, with files of its own."""

import os
import re
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from pathlib import Path

PROJECT = Path(__file__).parents[2]
SECONDS_TO_START = 60
SECONDS_TO_MAIL = 10
LINK = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Site:
    port: int
    folder: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def link_mailed_to(self, address: str) -> str:
        """The link in the newest mail to the address, which may be on its way still."""
        deadline = time.monotonic() + SECONDS_TO_MAIL
        while time.monotonic() < deadline:
            for file in sorted(self.folder.glob("var/mail/*.eml"), reverse=True):
                mail = message_from_bytes(file.read_bytes(), policy=default)
                if mail["To"] == address:
                    return str(LINK.findall(mail.get_content())[0])
            time.sleep(0.05)
        raise AssertionError(f"no mail to {address}")

    def forget_mails(self) -> None:
        for file in self.folder.glob("var/mail/*.eml"):
            file.unlink()


@contextmanager
def serving(folder: Path, database_url: str, *, port: int | None = None, **variables: str) -> Iterator[Site]:
    """Serve from the folder, which gets the log and the mails, until the block ends."""
    site = Site(port or _free_port(), folder)
    settings = {
        "APP_ENV": "test",
        "SECRET_KEY": secrets.token_urlsafe(48),
        "DATABASE_URL": database_url,
        "PUBLIC_URL": site.url,
        "PORT": str(site.port),
        "WEB_CONCURRENCY": "1",
        "ARGON2_MEMORY_KIB": "8",
        "ARGON2_TIME_COST": "1",
        "PYTHONPATH": str(PROJECT),
    }
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "app"],
            cwd=folder,
            env=os.environ | settings | variables,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait(server, site)
            yield site
        finally:
            server.terminate()
            server.wait(SECONDS_TO_START)


def _wait(server: subprocess.Popen[bytes], site: Site) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and server.poll() is None:
        with suppress(OSError), urllib.request.urlopen(f"{site.url}/healthz", timeout=2):
            return
        time.sleep(0.05)
    raise AssertionError((site.folder / "server.log").read_text(encoding="utf-8"))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
