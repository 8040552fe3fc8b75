"""What holds for every answer: errors, bodies, headers, sites that may call, documentation, health."""

import re
import uuid

import pytest
from contract.accounts import Account
from contract.client import API, Client, assert_invalid, assert_problem
from contract.starters import SHOP

ITEMS = f"{API}/items"
JSON = {"Content_Type": "application/json"}


@pytest.mark.parametrize("path", ["/nothing", f"{API}/nothing", f"{ITEMS}/", f"{API}/items/x/y"])
def test_an_unknown_path_is_a_plain_404(client: Client, path: str) -> None:
    answer = client.get(path, Accept="application/json")
    assert_problem(answer, 404)
    assert answer.json == {"type": "about:blank", "title": "Not Found", "status": 404}


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_wrong_method_is_told_the_right_ones(client: Client, method: str) -> None:
    answer = client.ask(method, ITEMS)
    assert_problem(answer, 405)
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "POST"}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/healthz", 200),
        ("/readyz", 200),
        ("/openapi.json", 200),
        ("/docs", 200),
        ("/redoc", 200),
        ("/docs/assets/favicon.png", 200),
        (ITEMS, 200),
        (f"{ITEMS}?page=x", 422),
        (f"{ITEMS}/{uuid.UUID(int=0)}", 404),
        (f"{API}/users", 403),
        (f"{API}/users/me", 200),
        ("/nothing", 404),
    ],
)
def test_head_is_answered_as_get_is_without_the_content(ada: Account, path: str, status: int) -> None:
    head, get = ada.client.ask_in_turn(["HEAD", "GET"], path)
    assert head.status == get.status == status
    assert (head.media_type, head.content) == (get.media_type, b"")
    assert head.headers["Content-Length"] == get.headers["Content-Length"] == str(len(get.content))
    assert head.headers.keys() == get.headers.keys()


def test_head_is_refused_where_there_is_nothing_to_get(client: Client) -> None:
    answer = client.ask("HEAD", f"{API}/auth/login")
    assert (answer.status, answer.content) == (405, b"")
    assert answer.headers["Allow"] == "POST"


def test_trace_is_refused_and_repeats_nothing(client: Client) -> None:
    answer = client.ask("TRACE", ITEMS, X_Secret="whispered")
    assert answer.status == 405
    assert "whispered" not in answer.text


@pytest.mark.parametrize("body", [b"", b"{", b"null", b"[]", b'"text"', b"1", b"{'name': 'x'}"])
def test_a_body_that_says_nothing_valid_is_refused(ada: Account, body: bytes) -> None:
    assert_invalid(ada.client.ask("POST", ITEMS, body, **JSON), "/body")


@pytest.mark.parametrize(
    "body",
    [b"\xff", b"[" * 100_000, b'{"price": ' + b"9" * 100_000 + b"}"],
    ids=["not-utf-8", "deep", "huge-number"],
)
def test_a_body_that_cannot_be_read_is_refused(ada: Account, body: bytes) -> None:
    assert_problem(ada.client.ask("POST", ITEMS, body, **JSON), 400)


@pytest.mark.parametrize("body", [b'{"\\ud800": 1}', b'{"name": "\\ud800"}'])
def test_what_cannot_be_encoded_is_refused(ada: Account, body: bytes) -> None:
    assert_problem(ada.client.ask("POST", ITEMS, body, **JSON), 422, "invalid-input")


def test_a_body_of_another_type_is_refused(ada: Account) -> None:
    answer = ada.client.ask("POST", ITEMS, b'{"name": "x"}', Content_Type="text/plain")
    assert_problem(answer, 422, "invalid-input")


def test_a_body_that_is_too_long_is_refused(ada: Account) -> None:
    assert_problem(ada.client.ask("POST", ITEMS, b" " * (2**20 + 1), **JSON), 413)
    fits = b'{"name": "Lamp", "price": 1, "category": "home"}'.ljust(2**20)
    assert ada.client.ask("POST", ITEMS, fits, **JSON).status == 201


@pytest.mark.parametrize("path", ["/healthz", ITEMS, "/nothing"])
def test_every_answer_has_the_security_headers(client: Client, path: str) -> None:
    answer = client.get(path, Accept="application/json")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert answer.headers["Cache-Control"] == "no-store"
    assert not re.search(r"\d", str(answer.headers.get("Server", "")))
    assert len(answer.headers["X-Request-ID"]) == 32


def test_an_id_that_a_proxy_has_given_is_kept(client: Client) -> None:
    assert client.get("/healthz", X_Request_ID="0a1b2c3d-proxy").headers["X-Request-ID"] == "0a1b2c3d-proxy"


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost@evil"])
def test_an_unknown_host_is_refused(client: Client, host: str) -> None:
    answer = client.get(ITEMS, Host=host, Accept="application/json")
    assert_problem(answer, 400)
    assert "evil" not in answer.text


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_the_application_is_well_on_any_host(client: Client, path: str) -> None:
    answer = client.get(path, Host="10.0.0.7:8000")
    assert (answer.status, answer.json) == (200, {"status": "ok"})


@pytest.mark.parametrize(
    "path", ["/.env", "/.git/config", "/app/settings.py", "/pyproject.toml", "/var/app.db"]
)
def test_files_of_the_project_are_not_served(client: Client, path: str) -> None:
    assert client.get(path).status == 404


def test_a_listed_site_may_call(ada: Account) -> None:
    answer = ada.client.get(ITEMS, Origin=SHOP)
    assert answer.headers["Access-Control-Allow-Origin"] == SHOP
    exposed = answer.headers["Access-Control-Expose-Headers"].split(", ")
    assert set(exposed) == {"Location", "Retry-After", "X-Request-ID"}
    assert "Origin" in answer.headers["Vary"]


def test_a_listed_site_sees_what_was_wrong(client: Client) -> None:
    for path in (ITEMS, f"{API}/nothing"):
        assert client.get(path, Origin=SHOP).headers["Access-Control-Allow-Origin"] == SHOP


def test_a_listed_site_may_send_a_token(client: Client) -> None:
    asked = {"Access_Control_Request_Method": "PATCH", "Access_Control_Request_Headers": "authorization"}
    answer = client.ask("OPTIONS", f"{ITEMS}/x", Origin=SHOP, **asked)
    assert answer.status == 200
    assert answer.headers["Access-Control-Allow-Origin"] == SHOP
    assert "PATCH" in answer.headers["Access-Control-Allow-Methods"]
    assert "authorization" in answer.headers["Access-Control-Allow-Headers"].lower()


def test_no_other_site_may_call(client: Client) -> None:
    for method in ("GET", "OPTIONS"):
        asked = {"Origin": "https://evil.example", "Access_Control_Request_Method": "GET"}
        assert "Access-Control-Allow-Origin" not in client.ask(method, ITEMS, **asked).headers


def test_the_document_describes_every_operation(client: Client) -> None:
    answer = client.get("/openapi.json")
    assert (answer.status, answer.media_type) == (200, "application/json")
    document = answer.json
    assert document["openapi"].startswith("3.1")
    described = {
        (method, path): operation
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if path.startswith(API)
    }
    assert {operation["operationId"] for operation in described.values()} >= {
        *("register", "login", "refresh", "logout", "request_password_reset", "reset_password"),
        *("verify_email", "resend_verification", "read_me", "update_me", "delete_me", "change_my_password"),
        *("list_users", "update_rights", "list_items", "create_item", "read_item", "update_item"),
        *("delete_item", "read_weather"),
    }
    secured = {operation["operationId"] for operation in described.values() if operation.get("security")}
    opened = {
        "register",
        "login",
        "refresh",
        "logout",
        "request_password_reset",
        "reset_password",
        "verify_email",
    }
    assert not secured & opened
    assert {"read_me", "list_items", "list_users", "read_weather"} <= secured
    for operation in described.values():
        assert {"500", "503"} <= operation["responses"].keys()


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_a_documentation_page_loads_what_is_here_under_a_strict_policy(client: Client, path: str) -> None:
    first, second = client.get(path), client.get(path)
    assert (first.status, first.media_type) == (200, "text/html")
    sources = re.findall(r'(?:src|href)="([^"]+)"', first.text)
    assert sources
    for source in sources:
        assert source.startswith("/docs/assets/")
        assert client.get(source).status == 200
    nonces = [set(re.findall(r'nonce[=": ]+([\w-]{20,})', page.text)) for page in (first, second)]
    assert [len(found) for found in nonces] == [1, 1]
    assert nonces[0] != nonces[1]
    policy = first.headers["Content-Security-Policy"]
    assert f"script-src 'nonce-{nonces[0].pop()}';" in policy
    assert "unsafe" not in policy
    assert "*" not in policy
