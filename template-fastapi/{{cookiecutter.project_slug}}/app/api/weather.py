from fastapi import APIRouter

from app.api.dependencies import CurrentUser
from app.dependencies import HttpClientDep, ResourcesDep
from app.documented import documented
from app.weather import services
from app.weather.schemas import City, WeatherOut

router = APIRouter(prefix="/weather", tags=["weather"])


@router.get("/{city}", responses=documented(401, 422, 502, 503, 504))
async def read_weather(
    city: City, _user: CurrentUser, http: HttpClientDep, resources: ResourcesDep
) -> WeatherOut:
    """The weather as another service tells it, which may be away, slow or wrong."""
    url = resources.settings.weather_url
    return await services.current_weather(http, str(url) if url else None, city)
