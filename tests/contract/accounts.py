"""Accounts that a test makes for itself, over the API."""

import secrets
from dataclasses import dataclass

from contract.client import API, Answer, Client

PASSWORD = "three blue herons at noon"
WRONG = "four green herons at noon"
NEW_PASSWORD = "seven quiet lanterns in May"


@dataclass(frozen=True)
class Account:
    """Somebody who has registered and signed in."""

    email: str
    client: Client
    refresh_token: str


def new_email() -> str:
    return f"{secrets.token_hex(8)}@example.com"


def register(client: Client, email: str, **others: object) -> Answer:
    return client.post(f"{API}/auth/register", {"email": email, "password": PASSWORD, **others})


def login(client: Client, email: str, password: str = PASSWORD) -> Answer:
    return client.post_form(f"{API}/auth/login", username=email, password=password)


def refresh(client: Client, token: str) -> Answer:
    return client.post(f"{API}/auth/refresh", {"refresh_token": token})


def sign_in(client: Client, email: str, password: str = PASSWORD) -> Account:
    answer = login(client, email, password)
    assert answer.status == 200, answer.text
    pair = answer.json
    return Account(email, client.with_token(pair["access_token"]), pair["refresh_token"])


def new_account(client: Client) -> Account:
    email = new_email()
    assert register(client, email).status == 201
    return sign_in(client, email)
