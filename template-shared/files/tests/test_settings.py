from pathlib import Path

import pytest
from pydantic import ValidationError

from app.drivers import DRIVERS, PACKAGES
from app.settings import Settings, load_settings
from tests.isolation import make_settings

RANDOM = "Jq3vN8-zTfRw5KxLpYd2HsBgVc7MaEuZ0iXoCnAtQk4"


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """An environment without any of our variables, in a folder without `.env`."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    return monkeypatch


def test_the_environment_sets_a_value(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SECRET_KEY", RANDOM)
    environment.setenv("PORT", "9000")
    assert Settings().port == 9000


def test_a_file_sets_a_value(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"SECRET_KEY={RANDOM}\nPORT=9001\n", encoding="utf-8")
    assert Settings().port == 9001


def test_the_environment_goes_before_the_file(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"SECRET_KEY={RANDOM}\nPORT=9001\n", encoding="utf-8")
    environment.setenv("PORT", "9002")
    assert Settings().port == 9002


def test_an_empty_variable_means_the_default(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SECRET_KEY", RANDOM)
    environment.setenv("PORT", "")
    assert Settings().port == 8000


@pytest.mark.parametrize("value", [None, ""])
def test_there_is_no_default_secret(environment: pytest.MonkeyPatch, value: str | None) -> None:
    if value is not None:
        environment.setenv("SECRET_KEY", value)
    with pytest.raises(ValidationError, match="SECRET_KEY"):
        Settings()


def test_a_list_is_written_with_commas(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SECRET_KEY", RANDOM)
    environment.setenv("ALLOWED_HOSTS", "example.com, .example.org,")
    assert Settings().allowed_hosts == ["example.com", ".example.org"]


def test_a_proxy_is_an_address_or_a_network(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SECRET_KEY", RANDOM)
    environment.setenv("TRUSTED_PROXIES", "10.0.0.7, 172.16.0.1/12, fd00::/8")
    assert [str(network) for network in Settings().trusted_proxies] == [
        "10.0.0.7/32",
        "172.16.0.0/12",
        "fd00::/8",
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("trusted_proxies", "proxy.example.com"),
        ("redis_url", "127.0.0.1:6379"),
        ("redis_url", "redis://:pass/word@127.0.0.1:6379"),
        ("refresh_token_days", 0),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_name(name: str, value: object) -> None:
    with pytest.raises(ValidationError, match=name):
        make_settings(**{name: value})


def test_the_log_level_may_be_written_in_capitals() -> None:
    assert make_settings(log_level="WARNING").log_level == "warning"


@pytest.mark.parametrize("url", ["https://shop.example.com", "https://shop.example.com/"])
def test_links_start_with_the_address_of_the_site(url: str) -> None:
    assert make_settings(public_url=url).public_url == "https://shop.example.com"


def test_what_is_separated_by_commas_may_end_with_a_slash(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SECRET_KEY", RANDOM)
    environment.setenv("ALLOWED_HOSTS", "localhost, shop.example.com/,")
    assert Settings().allowed_hosts == ["localhost", "shop.example.com"]


def test_links_start_with_the_port_that_one_serves_at() -> None:
    assert make_settings().public_url == "http://127.0.0.1:8000"
    assert make_settings(port=8321).public_url == "http://127.0.0.1:8321"


@pytest.mark.parametrize(
    "url",
    [
        "example.com",
        "ftp://example.com",
        "https://",
        "https://example.com/?a",
        "https://example.com:abc",
        "https://[",
    ],
)
def test_what_is_no_address_of_a_site_is_refused(url: str) -> None:
    with pytest.raises(ValidationError, match="address of the site"):
        make_settings(public_url=url)


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.com",
        "https://mail.example.com",
        "smtp://",
        "smtp://:25",
        "smtp://mail.example.com:99999",
        "smtp://user:pass/word@mail.example.com",
    ],
)
def test_what_is_no_mail_server_is_refused(url: str) -> None:
    with pytest.raises(ValidationError, match="address of a mail server"):
        make_settings(mail_url=url)


@pytest.mark.parametrize("sender", ["shop@example.com", "Shop <shop@example.com>"])
def test_mails_come_from_an_address_with_or_without_a_name(sender: str) -> None:
    assert make_settings(mail_from=sender).mail_from == sender


@pytest.mark.parametrize("sender", ["Shop", "@example.com", "shop@", "shop@example.com\nBcc: x@example.com"])
def test_what_is_no_sender_is_refused(sender: str) -> None:
    with pytest.raises(ValidationError, match="write an address"):
        make_settings(mail_from=sender)


def test_the_password_of_the_mail_server_is_not_shown() -> None:
    settings = make_settings(mail_url="smtp://user:tr0ub4dor@mail.example.com")
    assert "tr0ub4dor" not in repr(settings)


def test_the_secret_is_not_shown() -> None:
    assert RANDOM not in repr(make_settings(secret_key=RANDOM))


@pytest.mark.parametrize(
    "url", ["shop", "oracle://host/shop", "postgresql//host", "mysql://ada:tr0ub4dor/3@host/shop"]
)
def test_what_is_no_address_of_a_database_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ValidationError, match="such as postgresql://user:password@host/name") as refusal:
        make_settings(database_url=url)
    assert "tr0ub4dor" not in str(refusal.value)


def test_a_database_without_its_driver_is_refused_with_what_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(DRIVERS, "postgresql", "postgresql+not_installed")
    monkeypatch.setitem(PACKAGES, "not_installed", "the-driver")
    with pytest.raises(ValidationError, match="uv add the-driver"):
        make_settings(database_url="postgresql://host/shop")


def test_production_starts_on_safe_settings() -> None:
    assert make_settings(app_env="production", secret_key=RANDOM).in_production


@pytest.mark.parametrize(
    ("unsafe", "named"),
    [
        ({"secret_key": RANDOM[:31]}, "SECRET_KEY is shorter than 32 bytes"),
        ({"secret_key": "ab" * 20}, "SECRET_KEY is not a random value"),
        ({"secret_key": f"ChangeMe-{RANDOM}"}, "SECRET_KEY is not a random value"),
        ({"allowed_hosts": ["example.com", "*"]}, "ALLOWED_HOSTS allows every host"),
        ({"trusted_proxies": "*"}, "TRUSTED_PROXIES trusts everybody"),
        ({"trusted_proxies": "10.0.0.0/8, ::/0"}, "TRUSTED_PROXIES trusts everybody"),
        ({"mail_url": None}, "MAIL_URL is missing"),
    ],
)
def test_production_refuses_unsafe_settings_and_says_which(unsafe: dict[str, object], named: str) -> None:
    with pytest.raises(ValidationError, match=named):
        make_settings(**{"app_env": "production", "secret_key": RANDOM} | unsafe)


def test_a_refusal_does_not_show_the_secret() -> None:
    with pytest.raises(ValidationError) as refusal:
        make_settings(app_env="production", secret_key="tr0ub4dor-and-3")
    assert "tr0ub4dor" not in str(refusal.value)


def test_what_is_wrong_is_told_by_name_and_nothing_else_runs(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("PORT", "many")
    with pytest.raises(SystemExit) as ended:
        load_settings()
    lines = str(ended.value).splitlines()
    assert lines[0] == "These settings cannot be used."
    assert {line.split(":")[0] for line in lines[1:]} == {"SECRET_KEY", "PORT"}


def test_production_says_what_is_unsafe_before_it_ends(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("APP_ENV", "production")
    environment.setenv("SECRET_KEY", "too short")
    with pytest.raises(SystemExit, match="SECRET_KEY is shorter than 32 bytes") as ended:
        load_settings()
    assert "too short" not in str(ended.value)


def test_good_settings_are_read(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SECRET_KEY", RANDOM)
    assert load_settings().port == 8000
