"""Where the links in mails lead, and how one gets such a mail.

Opening a link changes nothing: programs that look into mail for danger open it too. The button does.
"""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import throttle
from app.auth import links
from app.auth.account_tokens import InvalidAccountToken, Purpose
from app.auth.limits import MAILS
from app.auth.schemas import PasswordResetIn
from app.current import current_resources
from app.errors import InvalidInput
from app.extensions import db, later
from app.pages import login as logins
from app.pages.auth.forms import EmailForm, NewPasswordForm, password_hint
from app.pages.errors import wants_json
from app.pages.sent import sent_form
from app.problems import as_json

bp = Blueprint("links", __name__)


@bp.route("/verify-email", methods=["GET", "POST"])
def verify_email() -> ResponseReturnValue:
    """Verify the address with the token of the link, which is good once."""
    tokens = current_resources().account_tokens
    token = request.values.get("token", "")
    if request.method == "POST":
        links.verify_email(db.session, tokens, token)
        flash("Your address is confirmed.", "success")
        return redirect(url_for("account.profile"))
    links.check_token(db.session, tokens, Purpose.EMAIL_VERIFICATION, token)
    return render_template("auth/verify_email.html", token=token)


@bp.route("/password-reset", methods=["GET", "POST"])
def request_reset() -> ResponseReturnValue:
    """Mail a link for choosing a new password. The answer is the same when nobody has this address."""
    resources = current_resources()
    form = EmailForm(sent_form())
    if form.validate_on_submit():
        throttle.count(MAILS)
        later.add_task(links.mail_reset_link, db.sessions.reads, resources.mail, form.content.email)
        return render_template("auth/password_reset_sent.html", email=form.content.email)
    return render_template("auth/password_reset.html", form=form), form.status


@bp.route("/password-reset/confirm", methods=["GET", "POST"])
def reset_password() -> ResponseReturnValue:
    """Set a new password with the token of the link, which is good once. All sessions end."""
    resources = current_resources()
    min_length = resources.settings.password_min_length
    token = request.values.get("token", "")
    form = NewPasswordForm(sent_form())
    form.password.description = password_hint(min_length)
    if form.validate_on_submit():
        reset = PasswordResetIn(token=token, password=form.content.password)
        try:
            links.reset_password(
                db.session, resources.passwords, resources.account_tokens, reset, min_length=min_length
            )
        except InvalidAccountToken:
            raise
        except InvalidInput as error:
            form.show(error)
        else:
            logins.forget()
            flash("Your new password is set. Sign in with it.", "success")
            return redirect(url_for("auth.login"))
    else:
        links.check_token(db.session, resources.account_tokens, Purpose.PASSWORD_RESET, token)
    return render_template("auth/new_password.html", form=form, token=token), form.status


@bp.errorhandler(InvalidAccountToken)
def refuse_link(error: InvalidAccountToken) -> ResponseReturnValue:
    """A page that says where to get another link."""
    if wants_json():
        return as_json(error)
    page = render_template("auth/link_refused.html", error=error, endpoint=request.endpoint)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY
