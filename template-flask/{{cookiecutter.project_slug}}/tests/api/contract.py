"""Hold the application against its own OpenAPI document: `poe contract`.

Schemathesis makes up requests from the document, good and bad ones, and looks whether the answers are as
documented. `schemathesis.toml` says how; arguments are handed on to it: `poe contract --include-tag items`.
"""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from flask import Flask
from httpx2 import Client
from werkzeug.serving import WSGIRequestHandler, make_server

from app import create_app
from app.logs import configure_logs
from tests.accounts import create_account
from tests.api.clients import sign_in
from tests.api.contract_parts import PARTS, WEATHER, Part, contract_settings, keeps_account
from tests.database import migrated_database
from tests.upstream import new_upstream


class SilentRequestHandler(WSGIRequestHandler):
    def log_request(self, *_arguments: object) -> None:
        pass


def main(arguments: Sequence[str]) -> int:
    """Run schemathesis on a server and a database of its own. Give 1 if an answer was not as documented."""
    with TemporaryDirectory() as folder, migrated_database(Path(folder)) as url, new_upstream() as upstream:
        upstream.answers = [WEATHER]
        settings = contract_settings(url, upstream.url)
        configure_logs(settings)
        app = create_app(settings)
        with _serving(app) as origin:
            held = [_hold_part(origin, app, part, arguments) for part in PARTS]
    return 0 if all(held) else 1


def _hold_part(origin: str, app: Flask, part: Part, arguments: Sequence[str]) -> bool:
    with app.extensions["sessions"].writes() as session:
        user = create_account(session, part.email, is_admin=part.by_admin)
        authorization = f"Bearer {sign_in(app, session, user).access_token}"
    command = part.command(origin, authorization, arguments)
    done = subprocess.run(command, check=False)
    if done.returncode or part.ends_account:
        return done.returncode == 0
    with Client(base_url=origin, headers={"Authorization": authorization}) as client:
        me = client.get("/api/v1/users/me")
    return keeps_account(me.status_code)


@contextmanager
def _serving(app: Flask) -> Iterator[str]:
    """A server on a port that is free; gives its origin."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=SilentRequestHandler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
