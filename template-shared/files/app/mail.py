"""Sending mail: over SMTP, or into files where there is no mail server to send it."""

import logging
import smtplib
import ssl
import uuid
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import make_msgid, parseaddr
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from app.orm import utc_now
from app.settings import Settings

FOLDER = Path("var", "mail")
SECONDS_TO_WAIT = 10
SMTP_READY = 220

logger = logging.getLogger(__name__)


class Mailer(Protocol):
    def send(self, message: EmailMessage) -> None:
        """Hand the mail over. It takes as long as it takes, so call it where nobody waits."""


class SmtpMailer:
    """Sends over a mail server: `smtps://` is encrypted from the start, `smtp://` when the server can."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._encrypted = parts.scheme == "smtps"
        self._host = parts.hostname or ""
        self._port = parts.port or (smtplib.SMTP_SSL_PORT if self._encrypted else smtplib.SMTP_PORT)
        # Parts of a URL are percent-encoded.
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")

    def send(self, message: EmailMessage) -> None:
        with self._connect() as server:
            if not self._encrypted:
                _encrypt_if_offered(server)
            if self._user:
                server.login(self._user, self._password)
            server.send_message(message)

    def _connect(self) -> smtplib.SMTP:
        if self._encrypted:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self._host, self._port, timeout=SECONDS_TO_WAIT, context=context)
        return smtplib.SMTP(self._host, self._port, timeout=SECONDS_TO_WAIT)


def _encrypt_if_offered(server: smtplib.SMTP) -> None:
    server.ehlo_or_helo_if_needed()
    if server.has_extn("starttls"):
        code, reply = server.starttls(context=ssl.create_default_context())
        # smtplib would go on in the clear, with the password.
        if code != SMTP_READY:
            raise smtplib.SMTPResponseException(code, reply)


class FileMailer:
    """Writes each mail to a file of its own, which a mail program can open."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: EmailMessage) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Sorted by name, they are sorted by time.
        file = self._folder / f"{utc_now():%Y%m%dT%H%M%S.%f}-{uuid.uuid4().hex[:8]}.eml"
        # Renamed when it is complete, for whoever watches the folder.
        unfinished = file.with_suffix(".part")
        unfinished.write_bytes(message.as_bytes(policy=SMTPUTF8))
        unfinished.rename(file)


def make_mailer(settings: Settings) -> Mailer:
    """What MAIL_URL asks for, and files without it."""
    if settings.mail_url is None:
        return FileMailer(FOLDER)
    return SmtpMailer(settings.mail_url.get_secret_value())


def try_to_send(mailer: Mailer, message: EmailMessage) -> None:
    """Send it, or log that it could not be sent: whoever asked for it has been answered already."""
    try:
        mailer.send(message)
    # ValueError: credentials that SMTP cannot transmit.
    except (OSError, smtplib.SMTPException, ValueError) as error:
        # Not the error itself, which may repeat the address.
        logger.error("A mail could not be sent: %s", type(error).__name__)  # noqa: TRY400


def compose(*, sender: str, recipient: str, subject: str, text: str) -> EmailMessage:
    """A mail in plain text."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = recipient
    message["Subject"] = subject
    message["Date"] = utc_now()
    # With a domain of its own, or this would ask the network for the name of the machine.
    message["Message-ID"] = make_msgid(domain=parseaddr(sender)[1].rpartition("@")[2])
    # Out-of-office replies to this reach nobody.
    message["Auto-Submitted"] = "auto-generated"
    # The default would break a long link into several lines, which only some readers put together again.
    message.set_content(text, cte="8bit")
    return message
