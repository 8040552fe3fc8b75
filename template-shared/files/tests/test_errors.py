from app.errors import (
    AppError,
    BadCredentials,
    EmailTaken,
    FieldError,
    InvalidInput,
    NotFound,
    problem,
    problem_of,
)


def test_a_problem_without_a_code_is_about_blank() -> None:
    assert problem(404) == {"type": "about:blank", "title": "Not Found", "status": 404}


def test_a_problem_with_a_code_has_a_type_of_its_own() -> None:
    assert problem_of(EmailTaken()) == {
        "type": "/problems/email-taken",
        "title": "Conflict",
        "status": 409,
        "detail": "An account with this e-mail address exists already.",
    }


def test_titles_are_those_of_the_current_http_standard() -> None:
    titles = [problem(status)["title"] for status in (413, 422)]
    assert titles == ["Content Too Large", "Unprocessable Content"]


def test_an_error_may_say_more_than_its_class() -> None:
    assert problem_of(NotFound("There is no such item."))["detail"] == "There is no such item."


def test_a_problem_names_the_fields_that_are_wrong() -> None:
    error = InvalidInput(errors=[FieldError("/body/price", "Too much.")])
    assert problem_of(error)["errors"] == [{"pointer": "/body/price", "message": "Too much."}]


def test_bad_credentials_ask_to_authenticate() -> None:
    assert BadCredentials.headers["WWW-Authenticate"] == "Bearer"


def test_an_error_nobody_described_is_ours() -> None:
    assert AppError().status == 500
