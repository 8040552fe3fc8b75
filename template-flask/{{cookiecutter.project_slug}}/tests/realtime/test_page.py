import pytest
from flask import Flask

from app import create_app
from app.realtime.demo import ASSETS
from tests.api.clients import new_client
from tests.clients import dispose
from tests.isolation import make_settings
from tests.realtime.judging import problems_of_page


def test_the_page_loads_what_is_here_and_runs_nothing_inline(app: Flask) -> None:
    response = new_client(app).get("/realtime")
    assert response.status_code == 200
    policy = response.headers["Content-Security-Policy"]
    assert problems_of_page(response.text, policy, ASSETS) == []


@pytest.mark.parametrize("name", sorted(ASSETS))
def test_what_the_page_loads_is_there(app: Flask, name: str) -> None:
    response = new_client(app).get(f"/realtime/assets/{name}")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "public, max-age=3600"


@pytest.mark.parametrize("name", ["feature.py", "..%2ffeature.py", "%2e%2e%2fviews.py", "index.html"])
def test_nothing_else_is_served(app: Flask, name: str) -> None:
    assert new_client(app).get(f"/realtime/assets/{name}").status_code == 404


def test_the_page_goes_where_the_documentation_goes() -> None:
    app = create_app(make_settings(docs_enabled=False))
    client = new_client(app)
    assert {client.get(path).status_code for path in ("/realtime", "/realtime/assets/page.js")} == {404}
    dispose(app)
