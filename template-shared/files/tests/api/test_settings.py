import pytest
from pydantic import ValidationError

from tests.isolation import make_settings

RANDOM = "Jq3vN8-zTfRw5KxLpYd2HsBgVc7MaEuZ0iXoCnAtQk4"


def test_tokens_that_would_be_good_for_too_long_are_refused() -> None:
    with pytest.raises(ValidationError, match="access_token_minutes"):
        make_settings(access_token_minutes=61)


def test_production_lets_no_site_call_that_is_not_listed() -> None:
    with pytest.raises(ValidationError, match="CORS_ORIGINS allows every site"):
        make_settings(app_env="production", secret_key=RANDOM, cors_origins=["*"])


@pytest.mark.parametrize(
    ("app_env", "docs_enabled", "shown"),
    [
        ("development", None, True),
        ("production", None, False),
        ("development", False, False),
        ("production", True, True),
    ],
)
def test_docs_are_shown_unless_in_production_or_set(
    app_env: str, docs_enabled: bool | None, shown: bool
) -> None:
    settings = make_settings(app_env=app_env, secret_key=RANDOM, docs_enabled=docs_enabled)
    assert settings.show_docs is shown
