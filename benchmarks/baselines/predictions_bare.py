"""A route and a model with nothing between them: what gathering requests is measured with.

    HOW=batched uvicorn predictions_bare:app        in the folder of a starter that serves a model

HOW is `batched`: the starter's batcher; `inline`: its model, on the event loop, a request at a time; or
`scikit-learn`: the estimator that the model was exported from, which needs the group `train`.
"""

import gc
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from app.inference.model import load_model
from app.inference.serving import open_model_server
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

MODEL = Path("app/inference/model")

# As app/main.py does for the starter: what waits for a batch is not looked through for garbage all the time.
gc.set_threshold(10_000)

Predict = Callable[[Any], Awaitable[Any]]


@asynccontextmanager
async def batched() -> AsyncIterator[Predict]:
    async with open_model_server(MODEL) as server:

        async def predict(rows: Any) -> Any:
            return (await server.predict(rows))[1]

        yield predict


@asynccontextmanager
async def inline() -> AsyncIterator[Predict]:
    model = load_model(MODEL)

    async def predict(rows: Any) -> Any:
        return model.predict(rows)

    yield predict


@asynccontextmanager
async def scikit_learn() -> AsyncIterator[Predict]:
    from training.wine import train

    estimator = train().estimator

    async def predict(rows: Any) -> Any:
        return estimator.predict(rows).tolist()

    yield predict


HOW = {"batched": batched, "inline": inline, "scikit-learn": scikit_learn}[os.environ["HOW"]]


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    async with HOW() as app.state.predict:
        yield


async def predictions(request: Request) -> JSONResponse:
    rows = json.loads(await request.body())["instances"]
    return JSONResponse({"predictions": await request.app.state.predict(rows)})


async def healthz(_request: Request) -> JSONResponse:
    return JSONResponse({"status": "ok"})


app = Starlette(
    lifespan=lifespan,
    routes=[Route("/predictions", predictions, methods=["POST"]), Route("/healthz", healthz)],
)
