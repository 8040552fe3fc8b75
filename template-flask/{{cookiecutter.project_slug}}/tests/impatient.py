"""What `python -m app` starts, with one thread that works, two that wait and little patience."""

import os
import sys

from app import worker
from app.__main__ import gunicorn_options
from app.settings import load_settings

worker.SECONDS_FOR_HEAD = 0.5
worker.SECONDS_FOR_BODY = 0.5
worker.WAITING = 1
Worker = worker.Worker

if __name__ == "__main__":
    options = [*gunicorn_options(load_settings()), "--threads=1", "--worker-class=tests.impatient.Worker"]
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *options, "app:create_app()"])
