"""A browser without a window: it keeps cookies, and sends forms back with their tokens."""

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from app.orm import utc_now
from tests.people import PASSWORD

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')

Headers = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Answer:
    status_code: int
    all_headers: Headers
    text: str

    @property
    def headers(self) -> dict[str, str]:
        """By their names in lower case. Of several with one name, the last."""
        return {name.lower(): value for name, value in self.all_headers}

    @property
    def cookies(self) -> list[str]:
        """What the answer tells a browser to keep, as it is written."""
        return [value for name, value in self.all_headers if name.lower() == "set-cookie"]

    @property
    def location(self) -> str:
        return self.headers["location"]

    @property
    def media_type(self) -> str:
        return self.headers["content-type"].partition(";")[0]


# Sends one request, by method, path, headers and body.
Exchange = Callable[[str, str, Headers, bytes], Answer]


class Browser:
    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self.cookies: dict[str, str] = {}

    def get(self, path: str, query: dict[str, str] | None = None, **headers: str) -> Answer:
        return self._ask("GET", f"{path}?{urlencode(query)}" if query else path, headers, b"")

    def head(self, path: str) -> Answer:
        return self._ask("HEAD", path, {}, b"")

    def post(self, path: str, form: dict[str, str] | None = None, **headers: str) -> Answer:
        """Send a form, whose text may hold what no text can: a lone surrogate stands for its bytes."""
        content = urlencode(form or {}, errors="surrogatepass").encode()
        return self._ask(
            "POST", path, {"Content-Type": "application/x-www-form-urlencoded", **headers}, content
        )

    def _ask(self, method: str, path: str, headers: dict[str, str], content: bytes) -> Answer:
        sent = [(name.replace("_", "-"), value) for name, value in headers.items()]
        if self.cookies:
            sent.append(("Cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items())))
        if content:
            sent.append(("Content-Length", str(len(content))))
        answer = self._exchange(method, path, sent, content)
        self._keep(answer.cookies)
        return answer

    def _keep(self, cookies: list[str]) -> None:
        for cookie in cookies:
            for name, morsel in SimpleCookie(cookie).items():
                self.cookies[name] = morsel.value
                over = morsel["expires"] and parsedate_to_datetime(morsel["expires"]) <= utc_now()
                if over or morsel["max-age"] == "0":
                    del self.cookies[name]


def token_in(page: Answer) -> str:
    """The token against forged requests in the first form of the page."""
    found = TOKEN.search(page.text)
    assert found, f"no form in a page with {page.status_code}"
    return html.unescape(found[1])


def submit(browser: Browser, path: str, *, to: str | None = None, **fields: str) -> Answer:
    """Open the page, fill in its form and send it, to the page itself unless the form goes elsewhere."""
    fields["csrf_token"] = token_in(browser.get(path))
    return browser.post(to or path, fields)


def sign_in(browser: Browser, email: str, password: str = PASSWORD) -> Browser:
    """Somebody signs in."""
    answer = submit(browser, "/login", username=email, password=password)
    assert answer.status_code == 302
    return browser
