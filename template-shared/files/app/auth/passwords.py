"""Passwords: the rules they must meet, and how they are hashed."""

import secrets
from functools import cache
from pathlib import Path

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.errors import FieldError, InvalidInput
from app.settings import Settings

# Long enough for a passphrase; a bound keeps a megabyte of "password" from costing anything.
PASSWORD_MAX_LENGTH = 128
# "aaaaaaaaaaaaaaaa" and "121212121212121212" are long and yet are tried first.
LEAST_DIFFERENT_CHARACTERS = 5


def check_password_rules(
    password: str, *, email: str, min_length: int, pointer: str = "/body/password"
) -> None:
    """Refuse a password that is too short, too long or easily guessed by whoever knows the address.

    NIST SP 800-63B asks for length and a list of common passwords, and not for symbols.
    """
    if not min_length <= len(password) <= PASSWORD_MAX_LENGTH:
        message = f"Use {min_length} to {PASSWORD_MAX_LENGTH} characters; a few words are fine."
        raise InvalidInput(errors=[FieldError(pointer, message)])
    folded = password.casefold()
    if len(set(password)) < LEAST_DIFFERENT_CHARACTERS or folded in _common_passwords() or email in folded:
        message = "This password is easily guessed. Use another one; a few unrelated words are fine."
        raise InvalidInput(errors=[FieldError(pointer, message)])


def random_password(*, min_length: int) -> str:
    """One that nobody guesses, to be shown once."""
    return secrets.token_urlsafe(max(18, min_length))


@cache
def _common_passwords() -> frozenset[str]:
    lines = Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(lines)


class PasswordHasher:
    """Argon2id with the parameters of the settings. Every call takes some milliseconds of a core."""

    def __init__(self, settings: Settings) -> None:
        argon2 = Argon2Hasher(
            memory_cost=settings.argon2_memory_kib, time_cost=settings.argon2_time_cost, parallelism=1
        )
        self._hasher = PasswordHash((argon2,))
        self._dummy = self._hasher.hash("no account has this password")

    def hash(self, password: str) -> str:
        return self._hasher.hash(password)

    def verify(self, password: str, password_hash: str | None) -> tuple[bool, str | None]:
        """Whether the password is right, and a new hash when the stored one used other parameters.

        Without a stored hash a dummy is verified, so that an unknown account takes as long as a known one.
        """
        if len(password) > PASSWORD_MAX_LENGTH:
            return False, None
        matches, updated = self._hasher.verify_and_update(password, password_hash or self._dummy)
        if password_hash is None or not matches:
            return False, None
        return True, updated
