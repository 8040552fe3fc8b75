"""Verifying an address and resetting a password, over HTTP."""

import threading
import uuid
from collections.abc import AsyncIterator
from email.message import EmailMessage

import anyio
import pytest
from anyio import to_thread
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient, Response
from starlette.types import Message, Receive, Scope, Send

from app.application import create_app
from app.mail import SmtpMailer
from app.resources import Resources
from app.users.models import User
from tests.accounts import PASSWORD
from tests.clients import new_client
from tests.isolation import make_settings
from tests.mailers import with_mailer
from tests.outbox import Outbox

AUTH = "/api/v1/auth"
ME = "/api/v1/users/me"
NEW_PASSWORD = "seven quiet lanterns in May"


async def login(client: AsyncClient, email: str, password: str) -> Response:
    return await client.post(f"{AUTH}/login", data={"username": email, "password": password})


async def register(client: AsyncClient) -> Response:
    body = {"email": "grace@example.com", "password": PASSWORD}
    return await client.post(f"{AUTH}/register", json=body)


async def verify(client: AsyncClient, token: str) -> Response:
    return await client.post(f"{AUTH}/verify-email", json={"token": token})


async def request_reset(client: AsyncClient, email: str) -> Response:
    return await client.post(f"{AUTH}/password-reset", json={"email": email})


async def reset(client: AsyncClient, token: str, password: str = NEW_PASSWORD) -> Response:
    return await client.post(f"{AUTH}/password-reset/confirm", json={"token": token, "password": password})


def assert_link_refused(response: Response) -> None:
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == ["/body/token"]


async def test_registering_sends_a_link_that_verifies_the_address(
    client: AsyncClient, outbox: Outbox, resources: Resources
) -> None:
    registered = await register(client)
    assert outbox.recipients == ["grace@example.com"]
    response = await verify(client, outbox.last_token)
    assert (response.status_code, response.content) == (204, b"")
    async with resources.database.reads() as session:
        assert (await session.get_one(User, uuid.UUID(registered.json()["id"]))).is_verified


async def test_a_registration_that_fails_sends_nothing(
    client: AsyncClient, user: User, outbox: Outbox
) -> None:
    await client.post(f"{AUTH}/register", json={"email": user.email, "password": PASSWORD})
    assert outbox.messages == []


async def test_a_verification_token_is_single_use(client: AsyncClient, outbox: Outbox) -> None:
    await register(client)
    await verify(client, outbox.last_token)
    assert_link_refused(await verify(client, outbox.last_token))


async def test_of_parallel_verifications_one_succeeds(client: AsyncClient, outbox: Outbox) -> None:
    await register(client)
    statuses = []

    async def try_to_verify() -> None:
        response = await verify(client, outbox.last_token)
        statuses.append(response.status_code)

    async with anyio.create_task_group() as group:
        for _ in range(4):
            group.start_soon(try_to_verify)
    assert sorted(statuses) == [204, 422, 422, 422]


async def test_a_verification_mail_can_be_sent_again(auth_client: AsyncClient, outbox: Outbox) -> None:
    response = await auth_client.post(f"{AUTH}/verify-email/resend")
    assert response.status_code == 202
    assert outbox.recipients == ["ada@example.com"]
    assert (await verify(auth_client, outbox.last_token)).status_code == 204


async def test_who_is_verified_gets_no_other_mail(auth_client: AsyncClient, outbox: Outbox) -> None:
    await auth_client.post(f"{AUTH}/verify-email/resend")
    await verify(auth_client, outbox.last_token)
    response = await auth_client.post(f"{AUTH}/verify-email/resend")
    assert response.status_code == 202
    assert len(outbox.messages) == 1


async def test_only_who_is_signed_in_gets_another_mail(client: AsyncClient, outbox: Outbox) -> None:
    response = await client.post(f"{AUTH}/verify-email/resend")
    assert response.status_code == 401
    assert outbox.messages == []


async def test_a_known_address_gets_a_link_for_a_new_password(
    client: AsyncClient, user: User, outbox: Outbox
) -> None:
    await request_reset(client, "ADA@example.com")
    assert outbox.recipients == ["ada@example.com"]
    response = await reset(client, outbox.last_token)
    assert (response.status_code, response.content) == (204, b"")
    assert (await login(client, user.email, NEW_PASSWORD)).status_code == 200
    assert (await login(client, user.email, PASSWORD)).status_code == 401


async def test_a_reset_answers_the_same_for_known_and_unknown_addresses(
    client: AsyncClient, user: User, outbox: Outbox
) -> None:
    known, unknown = [await request_reset(client, email) for email in (user.email, "nobody@example.com")]
    assert known.status_code == unknown.status_code == 202
    assert known.content == unknown.content
    assert outbox.recipients == [user.email]


async def test_a_deactivated_account_gets_no_link(
    client: AsyncClient, user: User, outbox: Outbox, resources: Resources
) -> None:
    async with resources.database.writes.begin() as session:
        session.add(user)
        user.is_active = False
    response = await request_reset(client, user.email)
    assert response.status_code == 202
    assert outbox.messages == []


async def test_a_reset_token_is_single_use(client: AsyncClient, user: User, outbox: Outbox) -> None:
    await request_reset(client, user.email)
    await reset(client, outbox.last_token)
    assert_link_refused(await reset(client, outbox.last_token, "another password of mine"))


async def test_of_parallel_resets_one_succeeds(client: AsyncClient, user: User, outbox: Outbox) -> None:
    await request_reset(client, user.email)
    statuses = []

    async def try_to_reset(number: int) -> None:
        response = await reset(client, outbox.last_token, f"{NEW_PASSWORD} {number}")
        statuses.append(response.status_code)

    async with anyio.create_task_group() as group:
        for number in range(4):
            group.start_soon(try_to_reset, number)
    assert sorted(statuses) == [204, 422, 422, 422]


async def test_a_weak_password_leaves_the_reset_token_good(
    client: AsyncClient, user: User, outbox: Outbox
) -> None:
    await request_reset(client, user.email)
    for password in ("too short", "passwordpassword", f"{user.email}1", "x" * 1_000_000):
        response = await reset(client, outbox.last_token, password)
        assert response.status_code == 422
        assert [error["pointer"] for error in response.json()["errors"]] == ["/body/password"]
    assert (await reset(client, outbox.last_token)).status_code == 204


async def test_a_reset_ends_every_session(
    client: AsyncClient, auth_client: AsyncClient, user: User, outbox: Outbox
) -> None:
    await request_reset(client, user.email)
    await reset(client, outbox.last_token)
    assert (await auth_client.get(ME)).status_code == 401


async def test_a_reset_verifies_the_address(client: AsyncClient, user: User, outbox: Outbox) -> None:
    await request_reset(client, user.email)
    await reset(client, outbox.last_token)
    pair = (await login(client, user.email, NEW_PASSWORD)).json()
    me = await client.get(ME, headers={"Authorization": f"Bearer {pair['access_token']}"})
    assert me.json()["is_verified"] is True


async def test_the_tokens_of_mails_are_not_interchangeable(
    client: AsyncClient, user: User, outbox: Outbox
) -> None:
    await request_reset(client, user.email)
    assert_link_refused(await verify(client, outbox.last_token))
    await register(client)
    assert_link_refused(await reset(client, outbox.last_token))


async def test_the_token_of_a_mail_is_no_access_token(
    client: AsyncClient, user: User, outbox: Outbox
) -> None:
    await request_reset(client, user.email)
    response = await client.get(ME, headers={"Authorization": f"Bearer {outbox.last_token}"})
    assert response.status_code == 401


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "\x00", "é" * 100])
async def test_what_is_no_token_of_a_mail_is_refused(client: AsyncClient, token: str) -> None:
    assert_link_refused(await verify(client, token))
    assert_link_refused(await reset(client, token))


@pytest.fixture
async def strict_client(database_url: str, outbox: Outbox) -> AsyncIterator[AsyncClient]:
    """Somebody at an application that lets verified addresses in only."""
    app = create_app(make_settings(database_url=database_url, require_verified_email=True))
    async with app.router.lifespan_context(app):
        app.state.resources = with_mailer(app.state.resources, outbox)
        async with new_client(app) as client:
            yield client


async def test_an_address_may_have_to_be_verified_before_signing_in(
    strict_client: AsyncClient, outbox: Outbox
) -> None:
    await register(strict_client)
    response = await login(strict_client, "grace@example.com", PASSWORD)
    assert response.status_code == 403
    assert response.json()["type"] == "/problems/email-not-verified"
    await verify(strict_client, outbox.last_token)
    assert (await login(strict_client, "grace@example.com", PASSWORD)).status_code == 200


async def test_a_wrong_password_does_not_tell_that_the_address_is_not_verified(
    strict_client: AsyncClient,
) -> None:
    await register(strict_client)
    response = await login(strict_client, "grace@example.com", NEW_PASSWORD)
    assert response.status_code == 401


class SlowMailer:
    """A mail server that takes its time, until it is told to go on."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.go_on = threading.Event()
        self.was_told = False

    def send(self, message: EmailMessage) -> None:
        self.asked.set()
        self.was_told = self.go_on.wait(timeout=5)


async def test_nobody_waits_for_a_mail_server(app: FastAPI, resources: Resources, user: User) -> None:
    mailer = SlowMailer()
    app.state.resources = with_mailer(resources, mailer)

    async def watched(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_and_note(message: Message) -> None:
            await send(message)
            if message["type"] == "http.response.body" and not message.get("more_body", False):
                mailer.go_on.set()

        await app(scope, receive, send_and_note)

    async with AsyncClient(transport=ASGITransport(watched), base_url="http://localhost") as client:
        response = await request_reset(client, user.email)
    assert response.status_code == 202
    assert mailer.was_told


async def test_others_are_answered_while_a_mail_is_sent(
    app: FastAPI, client: AsyncClient, resources: Resources, user: User
) -> None:
    mailer = SlowMailer()
    app.state.resources = with_mailer(resources, mailer)
    async with anyio.create_task_group() as group:
        group.start_soon(request_reset, client, user.email)
        await to_thread.run_sync(mailer.asked.wait, 5)
        response = await client.get("/healthz")
        mailer.go_on.set()
    assert response.status_code == 200
    assert mailer.was_told


async def test_a_mail_server_that_is_away_breaks_nothing(
    app: FastAPI, client: AsyncClient, resources: Resources, caplog: pytest.LogCaptureFixture
) -> None:
    app.state.resources = with_mailer(resources, SmtpMailer("smtp://127.0.0.1:1"))
    response = await register(client)
    assert response.status_code == 201
    assert "A mail could not be sent" in caplog.text
    assert "grace" not in caplog.text
