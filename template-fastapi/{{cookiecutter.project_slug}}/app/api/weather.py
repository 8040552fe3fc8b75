from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Request
from httpx2 import AsyncClient

from app.api.dependencies import RequireSignedIn
from app.dependencies import ResourcesDep
from app.documented import documented
from app.outgoing import make_http_client
from app.weather import services
from app.weather.schemas import City, WeatherOut


@asynccontextmanager
async def open_http_client(app: FastAPI) -> AsyncIterator[None]:
    """Runs within the application's own lifespan."""
    async with make_http_client() as app.state.http:
        yield


router = APIRouter(prefix="/weather", tags=["weather"], lifespan=open_http_client)


async def get_http_client(request: Request) -> AsyncClient:
    client: AsyncClient = request.app.state.http
    return client


HttpClientDep = Annotated[AsyncClient, Depends(get_http_client)]


@router.get("/{city}", dependencies=[RequireSignedIn], responses=documented(401, 422, 502, 503, 504))
async def read_weather(city: City, http: HttpClientDep, resources: ResourcesDep) -> WeatherOut:
    """The weather as another service tells it, which may be away, slow or wrong."""
    url = resources.settings.weather_url
    return await services.current_weather(http, str(url) if url else None, city)
