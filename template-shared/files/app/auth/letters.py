"""The mails about an account, and the links in them."""

from email.message import EmailMessage
from logging import getLogger
from urllib.parse import urlsplit

from app.about import NAME
from app.auth.account_tokens import AccountTokens, Purpose
from app.mail import compose
from app.settings import Settings
from app.users.models import User

# Where a link leads nobody but who serves the site.
LOOPBACK = {"localhost", "127.0.0.1", "::1"}

VERIFICATION_TEXT = """\
Somebody, probably you, has given this address to {name}. To confirm that it is yours, open this page:

{link}

The link works once, within a day. If it was not you, there is nothing to do.
"""
RESET_TEXT = """\
Somebody, probably you, wants a new password for the account with this address at {name}. To choose one, open
this page:

{link}

The link works once, within an hour. If it was not you, there is nothing to do: the password stays as it is.
"""
MOVE_TEXT = """\
Somebody, probably you, has given the account with this address at {name} another address. What is about the
account is sent there from now on, a link for a new password too.

If it was not you, somebody else is signed in to your account. Tell those who run {name} at once:

{link}
"""

logger = getLogger(__name__)


class Letters:
    """Writes the mails. Links start with PUBLIC_URL and never with what a request says the host is."""

    def __init__(self, settings: Settings, tokens: AccountTokens) -> None:
        self._public_url = settings.public_url
        host = urlsplit(settings.public_url).hostname
        self._sender = settings.mail_from or f"no-reply@{host}"
        if settings.in_production and host in LOOPBACK:
            logger.warning("Links in mails start with %s. Set PUBLIC_URL.", settings.public_url)
        self._tokens = tokens

    def verification(self, user: User) -> EmailMessage:
        link = self._link("/verify-email", Purpose.EMAIL_VERIFICATION, user)
        return self._write(user.email, f"Confirm your address for {NAME}", VERIFICATION_TEXT, link)

    def password_reset(self, user: User) -> EmailMessage:
        link = self._link("/password-reset/confirm", Purpose.PASSWORD_RESET, user)
        return self._write(user.email, f"A new password for {NAME}", RESET_TEXT, link)

    def move(self, old_address: str) -> EmailMessage:
        """To the address that an account had: who owns it may not know."""
        subject = f"Another address for your account at {NAME}"
        return self._write(old_address, subject, MOVE_TEXT, self._public_url)

    def _link(self, path: str, purpose: Purpose, user: User) -> str:
        return f"{self._public_url}{path}?token={self._tokens.make(purpose, user)}"

    def _write(self, recipient: str, subject: str, template: str, link: str) -> EmailMessage:
        text = template.format(name=NAME, link=link)
        return compose(sender=self._sender, recipient=recipient, subject=subject, text=text)
