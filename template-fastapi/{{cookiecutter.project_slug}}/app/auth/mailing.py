from email.message import EmailMessage

from anyio import CapacityLimiter, to_thread

from app.auth.letters import Letters
from app.mail import Mailer, try_to_send
from app.users.models import User

# A mail server that does not answer must not take all threads there are.
AT_ONCE = 4


class AccountMail:
    """Sends the mails about accounts, for after the answer: nobody waits for a mail server.

    What cannot be sent is logged; the person can ask for another mail.
    """

    def __init__(self, letters: Letters, mailer: Mailer) -> None:
        self._letters = letters
        self._mailer = mailer
        self._limiter = CapacityLimiter(AT_ONCE)

    async def send_verification(self, user: User) -> None:
        await self._send(self._letters.verification(user))

    async def send_move(self, user: User, old_address: str) -> None:
        """Tell the address that the account had, and have the new one verified."""
        await self._send(self._letters.move(old_address))
        await self.send_verification(user)

    async def send_password_reset(self, user: User) -> None:
        await self._send(self._letters.password_reset(user))

    async def _send(self, message: EmailMessage) -> None:
        await to_thread.run_sync(try_to_send, self._mailer, message, limiter=self._limiter)
