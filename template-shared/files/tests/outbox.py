import re
from email.message import EmailMessage


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
