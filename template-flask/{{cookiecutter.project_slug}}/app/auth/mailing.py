from app.auth.letters import Letters
from app.mail import Mailer, try_to_send
from app.users.models import User


class AccountMail:
    """Sends the mails about accounts, for after the answer: nobody waits for a mail server.

    What cannot be sent is logged; the person can ask for another mail.
    """

    def __init__(self, letters: Letters, mailer: Mailer) -> None:
        self._letters = letters
        self._mailer = mailer

    def send_verification(self, user: User) -> None:
        try_to_send(self._mailer, self._letters.verification(user))

    def send_move(self, user: User, old_address: str) -> None:
        """Tell the address that the account had, and have the new one verified."""
        try_to_send(self._mailer, self._letters.move(old_address))
        self.send_verification(user)

    def send_password_reset(self, user: User) -> None:
        try_to_send(self._mailer, self._letters.password_reset(user))
