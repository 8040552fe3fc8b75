from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Request

from app.api.dependencies import RequireSignedIn
from app.documented import documented
from app.inference.schemas import ModelOut, ModelVersion, PredictionsIn, PredictionsOut
from app.inference.serving import ModelServer, open_model_server


@asynccontextmanager
async def serve_model(app: FastAPI) -> AsyncIterator[None]:
    """Runs within the application's own lifespan."""
    async with open_model_server(Path(app.state.resources.settings.model_dir)) as server:
        app.state.model_server = server
        yield


router = APIRouter(tags=["model"], lifespan=serve_model)


async def get_model_server(request: Request) -> ModelServer:
    server: ModelServer = request.app.state.model_server
    return server


ModelServerDep = Annotated[ModelServer, Depends(get_model_server)]


@router.get("/model", dependencies=[RequireSignedIn], responses=documented(401))
async def read_model(server: ModelServerDep) -> ModelOut:
    """What is served, how good it is, and what it takes."""
    return ModelOut.of(server.metadata)


# With a session that lasted as long as this, requests would come in turn, and nothing could be gathered.
@router.post("/predictions", dependencies=[RequireSignedIn], responses=documented(400, 401, 413, 422))
async def predict(content: PredictionsIn, server: ModelServerDep) -> PredictionsOut:
    """A prediction for each row. A row has a number for each feature of `input_schema`, in that order."""
    metadata, predictions = await server.predict(content.instances)
    model = ModelVersion(name=metadata.name, version=metadata.version)
    return PredictionsOut(predictions=predictions, model=model)
