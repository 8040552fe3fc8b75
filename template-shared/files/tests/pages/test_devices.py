import pytest

from app.pages.account.devices import device_name

MOZILLA = "Mozilla/5.0"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (f"{MOZILLA} (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        (
            f"{MOZILLA} (Windows NT 10.0) AppleWebKit/537.36 Chrome/140 Safari/537.36 Edg/140",
            "Edge on Windows",
        ),
        (f"{MOZILLA} (Linux; Android 16) AppleWebKit/537.36 Chrome/140 Safari/537.36", "Chrome on Android"),
        (f"{MOZILLA} (Macintosh; Intel) AppleWebKit/605.1.15 Version/26 Safari/605.1.15", "Safari on macOS"),
        (f"{MOZILLA} (iPhone; CPU) AppleWebKit/605.1.15 Version/26 Safari/604.1", "Safari on iPhone"),
        ("curl/8.17.0", "curl"),
        (None, "Unknown device"),
        ("", "Unknown device"),
        ("x" * 300, "x" * 40),
    ],
)
def test_a_device_goes_by_what_people_call_it(user_agent: str | None, name: str) -> None:
    assert device_name(user_agent) == name
