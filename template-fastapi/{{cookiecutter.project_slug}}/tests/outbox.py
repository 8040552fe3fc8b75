import re
from dataclasses import replace
from email.message import EmailMessage

from app.auth.letters import Letters
from app.auth.mailing import AccountMail
from app.mail import Mailer
from app.resources import Resources


class Outbox:
    """Keeps the mails instead of sending them."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []

    def send(self, message: EmailMessage) -> None:
        self.messages.append(message)

    @property
    def recipients(self) -> list[str]:
        return [str(message["To"]) for message in self.messages]

    @property
    def last_token(self) -> str:
        """The token in the link of the newest mail."""
        (token,) = re.findall(r"\?token=(\S+)", self.messages[-1].get_content())
        return str(token)


def with_mailer(resources: Resources, mailer: Mailer) -> Resources:
    mail = AccountMail(Letters(resources.settings, resources.account_tokens), mailer)
    return replace(resources, mail=mail)
