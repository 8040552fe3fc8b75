"""Registering, signing in, staying signed in and signing out; and what the links in mails are for."""

from datetime import timedelta

from flask import request

from app import throttle
from app.api.operations import PREFIX, Operations
from app.api.resources import api_resources
from app.api.schemas import LoginForm, RefreshTokenIn, UserOut
from app.auth import links, services, token_services
from app.auth.limits import MAILS, REGISTRATIONS
from app.auth.schemas import AccountTokenIn, EmailIn, PasswordResetIn, RegisterIn
from app.auth.tokens import TokenPair
from app.current import current_resources
from app.extensions import db, later

bp = Operations("auth", __name__, tag="auth")


@bp.post("/auth/register")
@bp.input(RegisterIn, arg_name="account")
@bp.answers(UserOut, 201, errors=(400, 409, 413, 422, 429))
def register(account: RegisterIn) -> tuple[UserOut, int, dict[str, str]]:
    """Create an account, and mail a link to its address that verifies it."""
    resources = current_resources()
    throttle.count(REGISTRATIONS)
    user = services.register(
        db.session, resources.passwords, account, min_length=resources.settings.password_min_length
    )
    later.add_task(resources.mail.send_verification, user)
    return UserOut.model_validate(user), 201, {"Location": f"{PREFIX}/users/me"}


@bp.post("/auth/login")
@bp.input(LoginForm, location="form", arg_name="form")
@bp.answers(TokenPair, errors=(400, 401, 403, 413, 422, 429))
def login(form: LoginForm) -> TokenPair:
    resources = current_resources()
    with throttle.guessing(form.username):
        started = services.sign_in(
            db.session,
            resources.passwords,
            services.Attempt(form.username, form.password, request.user_agent.string),
            lifetime=timedelta(days=resources.settings.refresh_token_days),
            require_verified=resources.settings.require_verified_email,
        )
    return api_resources().tokens.pair(started)


@bp.post("/auth/refresh")
@bp.input(RefreshTokenIn, arg_name="body")
@bp.answers(TokenPair, errors=(400, 401, 413, 422))
def refresh(body: RefreshTokenIn) -> TokenPair:
    """Exchange a refresh token for a new pair. A spent one that is sent again ends the whole session."""
    return token_services.refresh(db.session, api_resources().tokens, body.refresh_token)


@bp.post("/auth/logout")
@bp.input(RefreshTokenIn, arg_name="body")
@bp.answers(status=204, errors=(400, 401, 413, 422))
def logout(body: RefreshTokenIn) -> None:
    """End the session; its access tokens die with it."""
    token_services.sign_out(db.session, api_resources().tokens, body.refresh_token)


@bp.post("/auth/password-reset")
@bp.input(EmailIn, arg_name="body")
@bp.answers(status=202, errors=(400, 413, 422, 429))
def request_password_reset(body: EmailIn) -> None:
    """Mail a link for choosing a new password. The answer is the same when nobody has this address."""
    resources = current_resources()
    throttle.count(MAILS)
    later.add_task(links.mail_reset_link, db.sessions.reads, resources.mail, body.email)


@bp.post("/auth/password-reset/confirm")
@bp.input(PasswordResetIn, arg_name="body")
@bp.answers(status=204, errors=(400, 413, 422))
def reset_password(body: PasswordResetIn) -> None:
    """Set a new password with the token of the link, which is good once. All sessions end."""
    resources = current_resources()
    links.reset_password(
        db.session,
        resources.passwords,
        resources.account_tokens,
        body,
        min_length=resources.settings.password_min_length,
    )


@bp.post("/auth/verify-email")
@bp.input(AccountTokenIn, arg_name="body")
@bp.answers(status=204, errors=(400, 413, 422))
def verify_email(body: AccountTokenIn) -> None:
    """Verify the address with the token of the link, which is good once."""
    links.verify_email(db.session, current_resources().account_tokens, body.token)
