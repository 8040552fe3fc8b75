from flask import Flask

from app import problems
from app.errors import PROBLEM_JSON, EmailTaken


def test_errors_are_problems_without_any_page() -> None:
    app = Flask(__name__)
    problems.init_app(app)

    @app.get("/")
    def refuse() -> str:
        raise EmailTaken

    answer = app.test_client().get("/", headers={"Accept": "text/html"})
    assert answer.status_code == 409
    assert answer.content_type == PROBLEM_JSON
    assert answer.json is not None
    assert answer.json["type"] == "/problems/email-taken"
