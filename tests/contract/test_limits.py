"""How often somebody may try."""

from contract.accounts import NEW_PASSWORD, PASSWORD, WRONG, Account, login, new_email, register
from contract.client import API, Answer, Client, assert_problem


def assert_refused_for(answer: Answer, minutes: int) -> None:
    assert_problem(answer, 429, "too-many-requests")
    assert (minutes - 2) * 60 < int(answer.headers["Retry-After"]) <= minutes * 60


def test_after_five_failures_an_account_is_closed_for_a_while(client: Client, ada: Account) -> None:
    # From addresses of their own: it is the account that is counted.
    failures = [login(Client(client.url), ada.email.upper(), WRONG).status for _ in range(5)]
    assert failures == [401] * 5
    assert_refused_for(login(Client(client.url), ada.email), 15)


def test_an_account_that_does_not_exist_is_closed_in_the_same_way(client: Client) -> None:
    email = new_email()
    assert [login(client, email, WRONG).status for _ in range(6)] == [401] * 5 + [429]


def test_after_twenty_failures_an_address_is_closed_for_every_account(client: Client, ada: Account) -> None:
    assert [login(client, new_email(), WRONG).status for _ in range(20)] == [401] * 20
    assert_refused_for(login(client, ada.email), 15)
    assert login(Client(client.url), ada.email).status == 200


def test_signing_in_is_not_counted(client: Client, ada: Account) -> None:
    assert [login(client, ada.email).status for _ in range(25)] == [200] * 25


def test_the_current_password_cannot_be_guessed_without_end(ada: Account) -> None:
    path = f"{API}/users/me/password"
    guesses = [
        ada.client.post(path, {"current_password": password, "new_password": NEW_PASSWORD}).status
        for password in (*[WRONG] * 5, PASSWORD)
    ]
    assert guesses == [403] * 5 + [429]


def test_an_address_registers_ten_accounts_an_hour(client: Client) -> None:
    assert [register(client, new_email()).status for _ in range(10)] == [201] * 10
    assert_refused_for(register(client, new_email()), 60)


def test_an_address_has_ten_mails_sent_an_hour(client: Client) -> None:
    def ask() -> Answer:
        return client.post(f"{API}/auth/password-reset", {"email": new_email()})

    assert [ask().status for _ in range(10)] == [202] * 10
    assert_refused_for(ask(), 60)


def test_after_all_that_the_application_is_healthy(client: Client) -> None:
    assert client.get("/readyz").status == 200
