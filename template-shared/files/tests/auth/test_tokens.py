import json
import uuid
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest

from app.about import SLUG
from app.auth.models import LoginSession
from app.auth.tokens import InvalidToken, TokenSigner, TokenType
from app.orm import utc_now
from tests.isolation import make_settings

SETTINGS = make_settings()
SECRET = SETTINGS.secret_key.get_secret_value()


@pytest.fixture
def signer() -> TokenSigner:
    return TokenSigner(SETTINGS)


@pytest.fixture
def login(signer: TokenSigner) -> LoginSession:
    return LoginSession(
        id=uuid.uuid4(), user_id=uuid.uuid4(), renewal_id=uuid.uuid4(), expires_at=signer.session_end()
    )


def claims_with(**changes: Any) -> dict[str, Any]:
    """Good claims of an access token, changed; a claim that is None is left out."""
    claims = {
        "iss": SLUG,
        "aud": SLUG,
        "iat": utc_now(),
        "exp": utc_now() + timedelta(minutes=1),
        "sub": str(uuid.uuid4()),
        "sid": str(uuid.uuid4()),
        "jti": str(uuid.uuid4()),
        "type": "access",
    } | changes
    return {name: value for name, value in claims.items() if value is not None}


def segment(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def test_an_access_token_leads_to_its_session(signer: TokenSigner, login: LoginSession) -> None:
    pair = signer.pair(login)
    assert signer.read(pair.access_token, TokenType.ACCESS).session_id == login.id


def test_a_refresh_token_carries_the_id_that_may_renew_its_session(
    signer: TokenSigner, login: LoginSession
) -> None:
    claims = signer.read(signer.pair(login).refresh_token, TokenType.REFRESH)
    assert (claims.session_id, claims.token_id) == (login.id, login.renewal_id)


def test_no_two_access_tokens_are_alike(signer: TokenSigner, login: LoginSession) -> None:
    assert signer.pair(login).access_token != signer.pair(login).access_token


def test_lifetimes_are_those_of_the_settings(login: LoginSession) -> None:
    signer = TokenSigner(make_settings(access_token_minutes=5, refresh_token_days=2))
    assert signer.pair(login).expires_in == 300
    assert timedelta(days=1, hours=23) < signer.session_end() - utc_now() <= timedelta(days=2)


def test_these_claims_are_good_until_one_is_changed(signer: TokenSigner) -> None:
    claims = claims_with()
    token = jwt.encode(claims, SECRET, "HS256")
    assert str(signer.read(token, TokenType.ACCESS).session_id) == claims["sid"]


@pytest.mark.parametrize(
    "changes",
    [
        *({name: None} for name in ("iss", "aud", "exp", "iat", "sub", "sid", "jti", "type")),
        {"iss": "another-service"},
        {"aud": "another-service"},
        {"exp": datetime(2020, 1, 1, tzinfo=UTC)},
        {"type": "refresh"},
        {"sid": "not-a-uuid"},
        {"jti": ""},
    ],
    ids=str,
)
def test_a_token_with_a_wrong_claim_is_refused(signer: TokenSigner, changes: dict[str, Any]) -> None:
    token = jwt.encode(claims_with(**changes), SECRET, "HS256")
    with pytest.raises(InvalidToken):
        signer.read(token, TokenType.ACCESS)


@pytest.mark.parametrize("algorithm", ["none", "HS384", "HS512"])
def test_a_token_with_another_algorithm_is_refused(signer: TokenSigner, algorithm: str) -> None:
    token = jwt.encode(claims_with(), SECRET * 2 if algorithm != "none" else "", algorithm)
    with pytest.raises(InvalidToken):
        TokenSigner(make_settings(secret_key=SECRET * 2)).read(token, TokenType.ACCESS)


def test_a_token_that_somebody_else_signed_is_refused(signer: TokenSigner) -> None:
    token = jwt.encode(claims_with(), "x" * 48, "HS256", headers={"jku": "https://evil.example/keys"})
    with pytest.raises(InvalidToken):
        signer.read(token, TokenType.ACCESS)


@pytest.mark.parametrize(
    "header",
    [b"", b"{}", b"[" * 50_000, b'{"alg":' + b"9" * 5000 + b"}", b'{"alg": ["HS256"]}', b"\xff"],
    ids=["empty", "no-algorithm", "deep", "huge-number", "list", "not-utf-8"],
)
def test_a_malformed_header_is_refused(signer: TokenSigner, header: bytes) -> None:
    token = f"{segment(header)}.{segment(json.dumps({'sid': 'x'}).encode())}.{segment(b'x' * 32)}"
    with pytest.raises(InvalidToken):
        signer.read(token, TokenType.ACCESS)
