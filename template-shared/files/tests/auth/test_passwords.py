import pytest
from pwdlib import PasswordHash

from app.auth.passwords import PASSWORD_MAX_LENGTH, PasswordHasher, check_password_rules, random_password
from app.errors import InvalidInput
from tests.isolation import make_settings

EMAIL = "grace.hopper@example.com"
PASSPHRASE = "three blue herons at noon"


@pytest.fixture(scope="module")
def hasher() -> PasswordHasher:
    return PasswordHasher(make_settings())


@pytest.mark.parametrize("password", [PASSPHRASE, "pässwörter mögen ümläute", "x" + "abcdef" * 21])
def test_a_long_password_is_accepted(password: str) -> None:
    check_password_rules(password, email=EMAIL, min_length=15)
    assert len(password) <= PASSWORD_MAX_LENGTH


@pytest.mark.parametrize("password", ["", "fourteen chars", "abcdefgh" * 17])
def test_the_length_has_bounds(password: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        check_password_rules(password, email=EMAIL, min_length=15)
    assert refusal.value.errors[0].message == "Use 15 to 128 characters; a few words are fine."


@pytest.mark.parametrize(
    "password",
    [
        *("passwordpassword", "PasswordPassword", "1q2w3e4r5t6y7u8i", "aaaaaaaaaaaaaaaa", "1212121212121212"),
        *("Grace.Hopper@example.com", "grace.hopper@example.com1"),
    ],
)
def test_a_password_that_is_guessed_first_is_refused(password: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        check_password_rules(password, email=EMAIL, min_length=15)
    assert "easily guessed" in refusal.value.errors[0].message


def test_the_error_points_at_the_field_that_was_asked_for() -> None:
    with pytest.raises(InvalidInput) as refusal:
        check_password_rules("short", email=EMAIL, min_length=15, pointer="/body/new_password")
    assert refusal.value.errors[0].pointer == "/body/new_password"


def test_the_right_password_matches(hasher: PasswordHasher) -> None:
    assert hasher.verify(PASSPHRASE, hasher.hash(PASSPHRASE)) == (True, None)


def test_a_wrong_password_does_not_match(hasher: PasswordHasher) -> None:
    assert hasher.verify("three red herons at noon", hasher.hash(PASSPHRASE)) == (False, None)


def test_the_whole_password_counts(hasher: PasswordHasher) -> None:
    stored = hasher.hash("a" * PASSWORD_MAX_LENGTH)
    assert hasher.verify("a" * (PASSWORD_MAX_LENGTH - 1) + "b", stored) == (False, None)


def test_two_hashes_of_one_password_differ(hasher: PasswordHasher) -> None:
    assert hasher.hash(PASSPHRASE) != hasher.hash(PASSPHRASE)


def test_an_unknown_account_never_matches(hasher: PasswordHasher) -> None:
    assert hasher.verify("no account has this password", None) == (False, None)


def test_a_random_password_is_a_new_one_that_meets_the_rules() -> None:
    passwords = {random_password(min_length=64) for _ in range(20)}
    assert len(passwords) == 20
    for password in passwords:
        check_password_rules(password, email=EMAIL, min_length=64)


@pytest.fixture
def verified(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hashes that a password is compared with, which is what takes the time."""
    hashes: list[str] = []
    verify = PasswordHash.verify_and_update

    def watch(hasher: PasswordHash, password: str, password_hash: str) -> tuple[bool, str | None]:
        hashes.append(password_hash)
        return verify(hasher, password, password_hash)

    monkeypatch.setattr(PasswordHash, "verify_and_update", watch)
    return hashes


def test_an_unknown_account_costs_as_much_as_a_known_one(hasher: PasswordHasher, verified: list[str]) -> None:
    hasher.verify("a wrong guess", hasher.hash(PASSPHRASE))
    hasher.verify("a wrong guess", None)
    parameters = [password_hash.split("$")[1:4] for password_hash in verified]
    assert parameters == [["argon2id", "v=19", "m=8,t=1,p=1"]] * 2


def test_a_megabyte_of_password_costs_nothing(hasher: PasswordHasher, verified: list[str]) -> None:
    assert hasher.verify("x" * 1_000_000, hasher.hash(PASSPHRASE)) == (False, None)
    assert verified == []


def test_a_hash_with_other_parameters_is_renewed(hasher: PasswordHasher) -> None:
    old = PasswordHasher(make_settings(argon2_time_cost=2)).hash(PASSPHRASE)
    matches, renewed = hasher.verify(PASSPHRASE, old)
    assert matches
    assert renewed is not None
    assert hasher.verify(PASSPHRASE, renewed) == (True, None)
