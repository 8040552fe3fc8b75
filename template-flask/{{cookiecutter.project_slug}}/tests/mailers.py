from dataclasses import replace

from app.auth.letters import Letters
from app.auth.mailing import AccountMail
from app.current import Resources
from app.mail import Mailer


def with_mailer(resources: Resources, mailer: Mailer) -> Resources:
    mail = AccountMail(Letters(resources.settings, resources.account_tokens), mailer)
    return replace(resources, mail=mail)
