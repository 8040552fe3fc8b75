"""The tokens in mails: who has one can read what is sent to the address of the account."""

import hashlib
import hmac
import uuid
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from app.auth.signing import Signer, UntrustedToken
from app.errors import FieldError, InvalidInput
from app.orm import utc_now
from app.settings import Settings
from app.users.models import User


class InvalidAccountToken(InvalidInput):
    """The same whatever is wrong with it."""

    def __init__(self) -> None:
        message = "This link is not valid, or not any more. Ask for a new one."
        super().__init__(errors=[FieldError("/body/token", message)])


class Purpose(StrEnum):
    EMAIL_VERIFICATION = "email-verification"
    PASSWORD_RESET = "password-reset"  # noqa: S105 (the name of a use)


LIFETIMES = {Purpose.EMAIL_VERIFICATION: timedelta(days=1), Purpose.PASSWORD_RESET: timedelta(hours=1)}


@dataclass(frozen=True)
class AccountClaims:
    """Whose token it is, and a digest of what was so about the account when it was made."""

    user_id: uuid.UUID
    state: str


class AccountTokens:
    """Each is good once, and nothing needs to be stored for that.

    It is bound to what its use changes, so using it spends it, and so does changing that in another way.
    """

    def __init__(self, settings: Settings) -> None:
        self._signer = Signer(settings)
        self._key = settings.secret_key.get_secret_value().encode()

    def make(self, purpose: Purpose, user: User) -> str:
        claims = {"sub": str(user.id), "state": self._state(purpose, user)}
        return self._signer.sign(purpose, utc_now() + LIFETIMES[purpose], claims)

    def read(self, purpose: Purpose, token: str) -> AccountClaims:
        """Raise InvalidAccountToken unless we made it, for this purpose, and it is in time."""
        try:
            claims = self._signer.read(purpose, token, required=["state"])
            return AccountClaims(user_id=uuid.UUID(claims["sub"]), state=claims["state"])
        except (UntrustedToken, ValueError) as error:
            raise InvalidAccountToken from error

    def check(self, purpose: Purpose, claims: AccountClaims, user: User | None) -> User:
        """The account. Raise InvalidAccountToken when the token is spent, or the account gone or closed."""
        if user is None or not user.is_active:
            raise InvalidAccountToken
        if not hmac.compare_digest(claims.state, self._state(purpose, user)):
            raise InvalidAccountToken
        return user

    def _state(self, purpose: Purpose, user: User) -> str:
        changed_by_use = {
            Purpose.EMAIL_VERIFICATION: str(user.is_verified),
            Purpose.PASSWORD_RESET: user.password_hash,
        }
        # With a key, because whoever holds the token could try guesses on a plain digest.
        content = f"{purpose} {user.email} {changed_by_use[purpose]}"
        return hmac.new(self._key, content.encode(), hashlib.sha256).hexdigest()
