from flask.testing import FlaskClient

from app import create_app
from tests.isolation import make_settings

RANDOM = "Jq3vN8-zTfRw5KxLpYd2HsBgVc7MaEuZ0iXoCnAtQk4"


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(client: FlaskClient) -> None:
    cookie = client.get("/login").headers["Set-Cookie"]
    assert "; HttpOnly" in cookie
    assert "; SameSite=Lax" in cookie


def test_the_session_cookie_of_production_belongs_to_one_host_over_https(database_url: str) -> None:
    settings = make_settings(app_env="production", secret_key=RANDOM, database_url=database_url)
    client = create_app(settings).test_client()
    cookie = client.get("/login", base_url="https://localhost").headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert "; Secure" in cookie
    assert "; Path=/" in cookie
    assert "Domain" not in cookie
