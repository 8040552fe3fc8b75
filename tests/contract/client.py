"""Somebody who calls the API, over nothing but HTTP."""

import json
import secrets
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from email.message import Message
from http.client import HTTPConnection
from ipaddress import IPv6Address
from typing import Any
from urllib.parse import urlencode, urlsplit

PATIENCE = 60
API = "/api/v1"
PROBLEM = "application/problem+json"


def new_address() -> str:
    """An address in a network that nobody else has called from, so that each is counted apart."""
    return str(IPv6Address(0x20010DB8 << 96 | secrets.randbits(32) << 64))


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.content)

    @property
    def media_type(self) -> str:
        return str(self.headers["Content-Type"] or "").partition(";")[0]

    @property
    def pointers(self) -> list[str]:
        """Which values a refusal names."""
        return [error["pointer"] for error in self.json["errors"]]


@dataclass(frozen=True)
class Client:
    url: str
    token: str | None = None
    address: str = field(default_factory=new_address)

    def with_token(self, token: str | None) -> "Client":
        return replace(self, token=token)

    def get(self, path: str, query: Mapping[str, object] | None = None, **headers: str) -> Answer:
        return self.ask("GET", f"{path}?{urlencode(query)}" if query else path, **headers)

    def post(self, path: str, body: object = None, **headers: str) -> Answer:
        return self.send("POST", path, body, **headers)

    def patch(self, path: str, body: object, **headers: str) -> Answer:
        return self.send("PATCH", path, body, **headers)

    def delete(self, path: str) -> Answer:
        return self.ask("DELETE", path)

    def send(self, method: str, path: str, body: object, **headers: str) -> Answer:
        if body is None:
            return self.ask(method, path, **headers)
        return self.ask(
            method, path, json.dumps(body).encode(), **{"Content_Type": "application/json", **headers}
        )

    def post_form(self, path: str, **fields: str) -> Answer:
        content = urlencode(fields).encode()
        return self.ask("POST", path, content, Content_Type="application/x-www-form-urlencoded")

    def ask(self, method: str, path: str, content: bytes | None = None, **headers: str) -> Answer:
        """One request. Names of headers are written with underscores."""
        (answer,) = self.ask_in_turn([method], path, content, **headers)
        return answer

    def ask_in_turn(
        self, methods: Sequence[str], path: str, content: bytes | None = None, **headers: str
    ) -> list[Answer]:
        """A request with each method, all over one connection."""
        sent = {"X-Forwarded-For": self.address, "Accept": "*/*"}
        sent |= {"Authorization": f"Bearer {self.token}"} if self.token else {}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        answers = []
        with closing(HTTPConnection(urlsplit(self.url).netloc, timeout=PATIENCE)) as connection:
            connection.connect()
            # Not again, if the server hangs up in between.
            connection.auto_open = 0
            for method in methods:
                connection.request(method, path, content, sent)
                answer = connection.getresponse()
                answers.append(Answer(answer.status, answer.headers, answer.read()))
        return answers


def assert_problem(answer: Answer, status: int, code: str | None = None) -> None:
    """The answer is an error as RFC 9457 has it."""
    assert answer.status == status, answer.text
    assert answer.media_type == PROBLEM
    problem = answer.json
    assert problem["status"] == status
    assert problem["title"]
    assert problem["type"] == (f"/problems/{code}" if code else "about:blank")
    assert ("errors" in problem) is (status == 422)
    for error in problem.get("errors", ()):
        assert error.keys() == {"pointer", "message"}


def assert_invalid(answer: Answer, *pointers: str) -> None:
    """The answer names these values, whatever their order."""
    assert_problem(answer, 422, "invalid-input")
    assert sorted(answer.pointers) == sorted(pointers)


def assert_empty(answer: Answer) -> None:
    assert (answer.status, answer.content) == (204, b"")
