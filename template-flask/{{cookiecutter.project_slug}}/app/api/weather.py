from app.api.access import check_signed_in
from app.api.operations import Operations
from app.api.resources import api_resources
from app.current import current_resources
from app.weather import services
from app.weather.schemas import City, WeatherOut

bp = Operations("weather", __name__, tag="weather", guard=check_signed_in)


@bp.get("/weather/<city>")
@bp.answers(WeatherOut, errors=(401, 422, 502, 503, 504))
def read_weather(city: City) -> WeatherOut:
    """The weather as another service tells it, which may be away, slow or wrong."""
    url = current_resources().settings.weather_url
    return services.current_weather(api_resources().http, str(url) if url else None, city)
