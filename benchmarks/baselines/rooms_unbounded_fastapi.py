"""A FastAPI starter with its rooms, as it is served, without the bounds that a benchmark goes beyond.

python rooms_unbounded_fastapi.py        in the folder of the starter
"""

import os

import uvicorn
from app.__main__ import OPTIONS
from app.main import app
from app.realtime.bounds import Bounds

NO_BOUND = 10**9

app.state.realtime_bounds = Bounds(
    connections=NO_BOUND,
    burst=NO_BOUND,
    messages_per_second=NO_BOUND,
    waiting_messages=NO_BOUND,
    waiting_characters=NO_BOUND,
)
uvicorn.run(app, port=int(os.environ["PORT"]), **OPTIONS)
