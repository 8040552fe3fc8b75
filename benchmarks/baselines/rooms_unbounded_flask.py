"""A Flask starter with its rooms, on gunicorn, without the bounds that a benchmark goes beyond.

python rooms_unbounded_flask.py        in the folder of the starter
"""

import os
import sys
from pathlib import Path
from typing import Any

NO_BOUND = 10**9
SOCKETS = 1100


def make() -> Any:
    from app import create_app
    from app.realtime import door, feature
    from app.realtime.bounds import Bounds

    door.SOCKETS = SOCKETS
    door.STRANGERS_OF_ADDRESS = NO_BOUND
    unbounded = Bounds(
        connections=NO_BOUND,
        burst=NO_BOUND,
        messages_per_second=NO_BOUND,
        waiting_messages=NO_BOUND,
        waiting_characters=NO_BOUND,
    )
    feature.Bounds = lambda **_given: unbounded
    return create_app()


if __name__ == "__main__":
    options = [
        f"--bind=127.0.0.1:{os.environ['PORT']}",
        "--worker-class=gthread",
        "--workers=1",
        f"--threads={SOCKETS + 4}",
        "--worker-connections=3000",
        "--log-level=error",
        "--no-control-socket",
        f"--pythonpath={Path(__file__).parent}",
    ]
    command = [sys.executable, "-m", "gunicorn", *options, "rooms_unbounded_flask:make()"]
    os.execv(sys.executable, command)
