"""Verifying an address and resetting a password, with the links in mails."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.auth.account_tokens import Purpose
from app.errors import PROBLEM_JSON
from app.users.models import User
from tests.outbox import Outbox
from tests.pages.browser import Answer, Browser, sign_in, submit, token_in
from tests.pages.site import Site
from tests.people import PASSWORD, stored_user
from tests.records import Records

NEW_PASSWORD = "three blue herons at noon"
EMAIL = "grace@example.com"


def register(client: Browser) -> Answer:
    return submit(client, "/register", email=EMAIL, password=PASSWORD)


def verify(client: Browser, token: str) -> Answer:
    return submit(client, "/login", to="/verify-email", token=token)


def ask_for_reset(client: Browser, email: str) -> Answer:
    return submit(client, "/password-reset", email=email)


def reset(client: Browser, token: str, password: str = NEW_PASSWORD) -> Answer:
    return submit(client, "/login", to="/password-reset/confirm", token=token, password=password)


def login(client: Browser, password: str, email: str = "ada@example.com") -> Answer:
    return submit(client, "/login", username=email, password=password)


def assert_link_refused(answer: Answer) -> None:
    assert answer.status_code == 422
    assert "This link is not valid" in answer.text


def test_registering_sends_a_link_that_verifies_the_address(
    client: Browser, records: Records, outbox: Outbox
) -> None:
    register(client)
    assert outbox.recipients == [EMAIL]
    page = client.get(f"/verify-email?token={outbox.last_token}")
    assert f'value="{outbox.last_token}"' in page.text
    answer = client.post("/verify-email", {"csrf_token": token_in(page), "token": outbox.last_token})
    assert answer.location == "/account"
    assert stored_user(records, EMAIL).is_verified


def test_opening_a_link_changes_nothing(client: Browser, records: Records, outbox: Outbox) -> None:
    register(client)
    assert client.get(f"/verify-email?token={outbox.last_token}").status_code == 200
    assert not stored_user(records, EMAIL).is_verified


def test_a_registration_that_fails_sends_nothing(client: Browser, user: User, outbox: Outbox) -> None:
    submit(client, "/register", email=user.email, password=PASSWORD)
    assert outbox.messages == []


def test_a_verification_token_is_single_use(client: Browser, outbox: Outbox) -> None:
    register(client)
    verify(client, outbox.last_token)
    assert_link_refused(verify(client, outbox.last_token))
    assert_link_refused(client.get(f"/verify-email?token={outbox.last_token}"))


def test_of_parallel_verifications_one_succeeds(site: Site, client: Browser, outbox: Outbox) -> None:
    register(client)
    with ThreadPoolExecutor(4) as threads:
        answers = threads.map(lambda _: verify(site.new_browser(), outbox.last_token).status_code, range(4))
    assert sorted(answers) == [302, 422, 422, 422]


def test_a_known_address_gets_a_link_for_a_new_password(client: Browser, user: User, outbox: Outbox) -> None:
    ask_for_reset(client, "ADA@example.com")
    assert outbox.recipients == [user.email]
    page = client.get(f"/password-reset/confirm?token={outbox.last_token}")
    assert f'value="{outbox.last_token}"' in page.text
    assert reset(client, outbox.last_token).location == "/login"
    assert login(client, PASSWORD).status_code == 401
    assert login(client, NEW_PASSWORD).status_code == 302


def test_a_reset_answers_the_same_for_known_and_unknown_addresses(
    client: Browser, user: User, outbox: Outbox
) -> None:
    known, unknown = (ask_for_reset(client, email) for email in (user.email, "nobody@example.com"))
    assert known.status_code == unknown.status_code == 200
    assert known.text.replace(user.email, "") == unknown.text.replace("nobody@example.com", "")
    assert outbox.recipients == [user.email]


def test_a_deactivated_account_gets_no_link(
    client: Browser, records: Records, user: User, outbox: Outbox
) -> None:
    user.is_active = False
    records.add(user)
    assert ask_for_reset(client, user.email).status_code == 200
    assert outbox.messages == []


def test_what_is_no_address_gets_no_link(client: Browser, outbox: Outbox) -> None:
    assert ask_for_reset(client, "no address").status_code == 422
    assert outbox.messages == []


def test_a_reset_token_is_single_use(client: Browser, user: User, outbox: Outbox) -> None:
    ask_for_reset(client, user.email)
    reset(client, outbox.last_token)
    assert_link_refused(reset(client, outbox.last_token, "another password of mine"))
    assert_link_refused(client.get(f"/password-reset/confirm?token={outbox.last_token}"))


def test_of_parallel_resets_one_succeeds(site: Site, client: Browser, user: User, outbox: Outbox) -> None:
    ask_for_reset(client, user.email)

    def try_to_reset(number: int) -> int:
        return reset(site.new_browser(), outbox.last_token, f"{NEW_PASSWORD} {number}").status_code

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(try_to_reset, range(4))) == [302, 422, 422, 422]


@pytest.mark.parametrize("password", ["too short", "passwordpassword", "ada@example.com1", "x" * 400_000, ""])
def test_a_weak_password_leaves_the_reset_token_good(
    client: Browser, user: User, outbox: Outbox, password: str
) -> None:
    ask_for_reset(client, user.email)
    answer = reset(client, outbox.last_token, password)
    assert answer.status_code == 422
    assert 'id="password-error"' in answer.text
    assert reset(client, outbox.last_token).status_code == 302


def test_a_reset_ends_every_session(
    client: Browser, auth_client: Browser, user: User, outbox: Outbox
) -> None:
    ask_for_reset(client, user.email)
    reset(client, outbox.last_token)
    assert auth_client.get("/account").status_code == 302


def test_a_reset_verifies_the_address(client: Browser, records: Records, user: User, outbox: Outbox) -> None:
    ask_for_reset(client, user.email)
    reset(client, outbox.last_token)
    assert stored_user(records, user.email).is_verified


def test_a_reset_token_dies_within_an_hour_and_with_the_password(
    site: Site, client: Browser, records: Records, user: User
) -> None:
    token = site.account_tokens.make(Purpose.PASSWORD_RESET, user)
    user.password_hash = "another"
    records.add(user)
    assert_link_refused(reset(client, token))


def test_the_tokens_of_mails_are_not_interchangeable(client: Browser, user: User, outbox: Outbox) -> None:
    ask_for_reset(client, user.email)
    assert_link_refused(verify(client, outbox.last_token))
    register(client)
    assert_link_refused(reset(client, outbox.last_token))


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "\x00", "é" * 100])
@pytest.mark.parametrize("path", ["/verify-email", "/password-reset/confirm"])
def test_what_is_no_token_of_a_mail_is_refused(client: Browser, path: str, token: str) -> None:
    assert_link_refused(client.get(path, query={"token": token}))
    assert_link_refused(submit(client, "/login", to=path, token=token, password=NEW_PASSWORD))


def test_a_program_gets_a_problem_for_a_bad_link(client: Browser) -> None:
    answer = client.get("/verify-email?token=x", Accept="application/json")
    assert (answer.status_code, answer.media_type) == (422, PROBLEM_JSON)


@pytest.mark.parametrize("path", ["/verify-email", "/password-reset", "/password-reset/confirm"])
def test_a_form_of_a_link_needs_its_token(client: Browser, path: str) -> None:
    assert client.post(path, {"token": "x", "email": EMAIL}).status_code == 400


def test_a_page_with_a_token_tells_no_other_site_about_it(client: Browser, outbox: Outbox) -> None:
    register(client)
    answer = client.get(f"/verify-email?token={outbox.last_token}")
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "no-store"


def test_links_start_with_the_public_address_whatever_the_host_is(
    client: Browser, user: User, outbox: Outbox
) -> None:
    form = {"csrf_token": token_in(client.get("/password-reset")), "email": user.email}
    client.post("/password-reset", form, X_Forwarded_Host="evil.example")
    assert "http://127.0.0.1:8000/password-reset/confirm?token=" in outbox.messages[0].get_content()


def test_an_address_may_have_to_be_verified_before_signing_in(site: Site) -> None:
    site.start_over(require_verified_email=True)
    client = site.new_browser()
    register(client)
    answer = login(client, PASSWORD, EMAIL)
    assert answer.status_code == 403
    assert "Open the link in the mail" in answer.text
    verify(client, site.outbox.last_token)
    assert sign_in(client, EMAIL).get("/account").status_code == 200


def test_a_wrong_password_does_not_tell_that_the_address_is_not_verified(site: Site) -> None:
    site.start_over(require_verified_email=True)
    client = site.new_browser()
    register(client)
    assert login(client, NEW_PASSWORD, EMAIL).status_code == 401
