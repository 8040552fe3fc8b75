"""What holds for every token, whatever is in it and whoever made it."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.auth.signing import REQUIRED_CLAIMS, Signer, UntrustedToken
from app.orm import utc_now
from tests.isolation import make_settings

SETTINGS = make_settings()
SIGNER = Signer(SETTINGS)
OTHER_SIGNER = Signer(make_settings(secret_key="kZ3pW8vQ1mYc6TgRx9bNf4LsHd7JuEaB"))

# Text that JSON can carry, in names that are not the envelope's.
texts = st.text(st.characters(exclude_categories=["Cs"]))
claims_of_any_kind = st.dictionaries(
    st.text(st.characters(codec="ascii"), min_size=1).filter(lambda name: name not in REQUIRED_CLAIMS), texts
).map(lambda claims: {**claims, "sub": "somebody"})
header_names = st.sampled_from(["typ", "kid", "jku", "jwk", "x5u", "crit", "b64", "zip"])
seconds = st.integers(min_value=5, max_value=10**8)


@given(claims_of_any_kind, seconds)
def test_what_was_signed_is_read(claims: Mapping[str, str], lifetime: int) -> None:
    token = SIGNER.sign("access", utc_now() + timedelta(seconds=lifetime), claims)
    read = SIGNER.read("access", token, required=[])
    assert {name: read[name] for name in claims} == claims


@given(st.text(min_size=1), st.text(min_size=1))
def test_a_token_is_for_the_use_it_was_made_for(made_for: str, read_as: str) -> None:
    token = SIGNER.sign(made_for, utc_now() + timedelta(minutes=5), {"sub": "somebody"})
    if made_for == read_as:
        assert SIGNER.read(read_as, token, required=[])["sub"] == "somebody"
    else:
        with pytest.raises(UntrustedToken):
            SIGNER.read(read_as, token, required=[])


def test_a_server_whose_clock_is_behind_takes_a_token_too(monkeypatch: pytest.MonkeyPatch) -> None:
    ahead = utc_now() + timedelta(seconds=30)
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr("app.auth.signing.utc_now", lambda: ahead)
        token = SIGNER.sign("access", ahead + timedelta(minutes=5), {"sub": "somebody"})
    assert SIGNER.read("access", token, required=[])["sub"] == "somebody"


@given(seconds)
def test_a_token_that_is_over_is_refused(ago: int) -> None:
    token = SIGNER.sign("access", utc_now() - timedelta(seconds=ago), {"sub": "somebody"})
    with pytest.raises(UntrustedToken):
        SIGNER.read("access", token, required=[])


@given(st.data())
def test_a_token_with_one_character_changed_is_refused(data: st.DataObject) -> None:
    token = SIGNER.sign("access", utc_now() + timedelta(minutes=5), {"sub": "somebody"})
    # The last character of a part may carry bits that mean nothing.
    ends = {index - 1 for index, character in enumerate(f"{token}.") if character == "."}
    place = data.draw(st.integers(0, len(token) - 1).filter(lambda index: index not in ends))
    other = data.draw(st.sampled_from("AZaz09-_.").filter(lambda character: character != token[place]))
    with pytest.raises(UntrustedToken):
        SIGNER.read("access", token[:place] + other + token[place + 1 :], required=[])


@given(claims_of_any_kind)
def test_a_token_of_another_secret_is_refused(claims: Mapping[str, str]) -> None:
    token = OTHER_SIGNER.sign("access", utc_now() + timedelta(minutes=5), claims)
    with pytest.raises(UntrustedToken):
        SIGNER.read("access", token, required=[])


@given(st.one_of(st.text(), st.lists(st.binary(), max_size=4).map(lambda parts: b".".join(parts).hex())))
def test_no_text_that_we_did_not_make_is_a_token(text: str) -> None:
    with pytest.raises(UntrustedToken):
        SIGNER.read("access", text, required=[])


@given(st.dictionaries(header_names, st.none() | texts), st.sampled_from(["none", "None", "HS256", "RS256"]))
def test_no_header_stands_in_for_a_signature(names: Mapping[str, str | None], algorithm: str) -> None:
    _, payload, _ = SIGNER.sign("access", utc_now() + timedelta(minutes=5), {"sub": "somebody"}).split(".")
    header = urlsafe_b64encode(json.dumps({**names, "alg": algorithm}).encode()).rstrip(b"=").decode()
    with pytest.raises(UntrustedToken):
        SIGNER.read("access", f"{header}.{payload}.", required=[])
