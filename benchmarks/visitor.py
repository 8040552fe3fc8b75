"""Somebody with a browser who fills in the forms of a site, to be signed in before anything is measured."""

import re
from http.client import HTTPConnection, HTTPResponse
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from servers import BenchmarkError

TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')


class Visitor:
    """Keeps the cookies of a site on this machine, also those that a browser would send over https only."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._cookies: dict[str, str] = {}

    @property
    def cookie_header(self) -> str:
        """The line of a request that says who asks."""
        return "Cookie: " + "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    def submit(self, path: str, **fields: object) -> str:
        """Fill in the form at this path; gives where it led. Raise BenchmarkError when it was refused."""
        page = self.read(path)
        token = TOKEN.search(page)
        if token is None:
            raise BenchmarkError(f"There is no form at {path}:\n{page[:2000]}")
        response, answer = self._request("POST", path, urlencode({**fields, "csrf_token": token[1]}))
        if response.status not in {302, 303}:
            raise BenchmarkError(f"The form at {path} was refused with {response.status}:\n{answer[:2000]}")
        return response.headers["Location"] or ""

    def read(self, path: str) -> str:
        """The page at this path, with all that the site says once, such as that an item is saved."""
        return self._request("GET", path)[1]

    def _request(self, method: str, path: str, body: str | None = None) -> tuple[HTTPResponse, str]:
        name, _, value = self.cookie_header.partition(": ")
        headers = {name: value} if self._cookies else {}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = HTTPConnection("127.0.0.1", self._port, timeout=30)
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        for line in response.headers.get_all("Set-Cookie", []):
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        text = response.read().decode()
        connection.close()
        return response, text
