"""What people see and change of their own account."""

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import throttle
from app.auth import services as auth
from app.auth.limits import MAILS
from app.current import current_resources
from app.errors import EmailTaken, InvalidInput, LastAdmin, WrongPassword
from app.extensions import db, later
from app.pages import login as logins
from app.pages.account import sessions as login_sessions
from app.pages.account.devices import device_name
from app.pages.account.forms import DeleteForm, PasswordForm, ProfileForm
from app.pages.auth.forms import password_hint
from app.pages.login import require_login, signed_in_user
from app.pages.sent import sent_form
from app.users import services as users
from app.users.schemas import ProfilePatch

bp = Blueprint("account", __name__, url_prefix="/account")
bp.before_request(require_login)


@bp.route("", methods=["GET", "POST"])
def profile() -> ResponseReturnValue:
    """Change your name or your address. A new address is to be verified, and the old one is told."""
    form = ProfileForm(sent_form(), obj=signed_in_user())
    if form.validate_on_submit():
        try:
            moved = _update_profile(form.content)
        except EmailTaken as error:
            form.show(error, beside="email")
        else:
            told = "Saved. Open the link in the mail to your new address." if moved else "Saved."
            flash(told, "success")
            return redirect(url_for(".profile"))
    return render_template("account/profile.html", form=form, user=signed_in_user()), form.status


@bp.post("/verify-email")
def resend_verification() -> ResponseReturnValue:
    """Mail the link once more, unless the address is verified already."""
    user, resources = signed_in_user(), current_resources()
    throttle.count(MAILS)
    if not user.is_verified:
        later.add_task(resources.mail.send_verification, user)
    flash(f"A mail with a new link is on its way to {user.email}.", "success")
    return redirect(url_for(".profile"))


@bp.route("/password", methods=["GET", "POST"])
def password() -> ResponseReturnValue:
    """Choose a new password. All sessions end, this one too."""
    user, resources = signed_in_user(), current_resources()
    min_length = resources.settings.password_min_length
    form = PasswordForm(sent_form())
    form.new_password.description = password_hint(min_length)
    if form.validate_on_submit():
        try:
            with throttle.guessing(user.email, failure=WrongPassword):
                auth.change_password(
                    db.session, resources.passwords, user, form.content, min_length=min_length
                )
        except WrongPassword as error:
            form.show(error, beside="current_password")
        except InvalidInput as error:
            form.show(error)
        else:
            logins.forget()
            flash("Your password is changed. Sign in with the new one.", "success")
            return redirect(url_for("auth.login"))
    return render_template("account/password.html", form=form), form.status


@bp.get("/sessions")
def sessions() -> ResponseReturnValue:
    """Where you are signed in."""
    return render_template(
        "account/sessions.html",
        sessions=login_sessions.list_sessions(db.session, signed_in_user().id),
        this_session=logins.login_id(),
        device_name=device_name,
    )


@bp.post("/sessions/<uuid:session_id>/end")
def end_session(session_id: uuid.UUID) -> ResponseReturnValue:
    """Sign out on one device."""
    login_sessions.sign_out_elsewhere(db.session, signed_in_user().id, session_id)
    flash("That session has ended.", "success")
    if session_id == logins.login_id():
        logins.forget()
        return redirect(url_for("auth.login"))
    return redirect(url_for(".sessions"))


@bp.post("/sessions/end-all")
def end_all_sessions() -> ResponseReturnValue:
    """Sign out everywhere, here too."""
    login_sessions.sign_out_everywhere(db.session, signed_in_user().id)
    logins.forget()
    flash("You are signed out everywhere.", "success")
    return redirect(url_for("auth.login"))


@bp.route("/delete", methods=["GET", "POST"])
def delete() -> ResponseReturnValue:
    """Delete your account with all that is in it."""
    user, resources = signed_in_user(), current_resources()
    form = DeleteForm(sent_form())
    if form.validate_on_submit():
        try:
            with throttle.guessing(user.email, failure=WrongPassword):
                auth.confirm_password(db.session, resources.passwords, user, form.content.current_password)
            users.delete_user(db.session, user)
        except WrongPassword as error:
            form.show(error, beside="current_password")
        except LastAdmin as error:
            form.show(error)
        else:
            logins.forget()
            flash("Your account is deleted, with all that was in it.", "success")
            return redirect(url_for("home.index"))
    return render_template("account/delete.html", form=form, user=user), form.status


def _update_profile(changes: ProfilePatch) -> bool:
    """Whether the account has another address now."""
    user, resources = signed_in_user(), current_resources()
    old_address = user.email
    moves = changes.moves_from(old_address)
    if moves:
        throttle.count(MAILS)
    users.update_profile(db.session, user, changes)
    if moves:
        later.add_task(resources.mail.send_move, user, old_address)
    return moves
