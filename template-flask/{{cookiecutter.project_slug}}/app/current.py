"""What the running application was given, for the code that answers a request."""

from dataclasses import dataclass

from flask import Flask, current_app, request

from app.auth.account_tokens import AccountTokens
from app.auth.letters import Letters
from app.auth.mailing import AccountMail
from app.auth.passwords import PasswordHasher
from app.mail import make_mailer
from app.rate_limits import Counter, RateLimits
from app.settings import Settings

# Somebody who came over a socket of the machine and not over a network.
NO_ADDRESS = "unknown"


@dataclass(frozen=True)
class Resources:
    settings: Settings
    passwords: PasswordHasher
    limits: RateLimits
    account_tokens: AccountTokens
    mail: AccountMail


def init_app(app: Flask, settings: Settings) -> None:
    account_tokens = AccountTokens(settings)
    app.extensions["resources"] = Resources(
        settings=settings,
        passwords=PasswordHasher(settings),
        limits=RateLimits(Counter(settings.redis_url), enabled=settings.rate_limit_enabled),
        account_tokens=account_tokens,
        mail=AccountMail(Letters(settings, account_tokens), make_mailer(settings)),
    )


def current_resources() -> Resources:
    resources: Resources = current_app.extensions["resources"]
    return resources


def client_address() -> str:
    """Who sent this request; behind proxies of ours, who sent it to them."""
    return request.remote_addr or NO_ADDRESS
