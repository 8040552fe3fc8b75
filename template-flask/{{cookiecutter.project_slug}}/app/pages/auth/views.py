"""Registering, signing in and out."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import throttle
from app.auth import services
from app.auth.limits import REGISTRATIONS
from app.auth.models import LoginSession
from app.current import current_resources
from app.errors import BadCredentials, EmailNotVerified, EmailTaken, InvalidInput
from app.extensions import db, later
from app.pages import login as logins
from app.pages.auth.forms import Credentials, LoginForm, RegisterForm, password_hint
from app.pages.redirects import local_path
from app.pages.sent import sent_form

bp = Blueprint("auth", __name__)


@bp.route("/register", methods=["GET", "POST"])
def register() -> ResponseReturnValue:
    """Create an account, and mail a link to its address that verifies it."""
    resources = current_resources()
    min_length = resources.settings.password_min_length
    form = RegisterForm(sent_form())
    form.password.description = password_hint(min_length)
    if form.validate_on_submit():
        throttle.count(REGISTRATIONS)
        try:
            user = services.register(db.session, resources.passwords, form.content, min_length=min_length)
        except EmailTaken as error:
            form.show(error, beside="email")
        except InvalidInput as error:
            form.show(error)
        else:
            later.add_task(resources.mail.send_verification, user)
            flash("Your account is ready. Open the link in the mail to your address, and sign in.", "success")
            return redirect(url_for(".login"))
    return render_template("auth/register.html", form=form), form.status


@bp.route("/login", methods=["GET", "POST"])
def login() -> ResponseReturnValue:
    after = local_path(request.args.get("next")) or url_for("items.index")
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(after)
    form = LoginForm(sent_form())
    if form.validate_on_submit():
        try:
            started = _start_session(form.content)
        except (BadCredentials, EmailNotVerified) as error:
            form.show(error)
        else:
            logins.sign_in(started, remember=form.content.remember)
            return redirect(after)
    return render_template("auth/login.html", form=form), form.status


@bp.post("/logout")
def logout() -> ResponseReturnValue:
    logins.sign_out()
    flash("You are signed out.", "success")
    return redirect(url_for("home.index"))


def _start_session(typed: Credentials) -> LoginSession:
    resources = current_resources()
    with throttle.guessing(typed.username):
        return services.sign_in(
            db.session,
            resources.passwords,
            services.Attempt(typed.username, typed.password, request.user_agent.string),
            lifetime=timedelta(days=resources.settings.refresh_token_days),
            require_verified=resources.settings.require_verified_email,
        )
