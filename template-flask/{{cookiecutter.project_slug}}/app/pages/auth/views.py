from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.auth import services
from app.current import current_hasher, current_settings
from app.errors import BadCredentials, EmailTaken, InvalidInput
from app.extensions import db
from app.pages import login as logins
from app.pages.auth.forms import LoginForm, RegisterForm
from app.pages.redirects import local_path

bp = Blueprint("auth", __name__)


@bp.route("/register", methods=["GET", "POST"])
def register() -> ResponseReturnValue:
    min_length = current_settings().password_min_length
    form = RegisterForm()
    form.password.description = f"At least {min_length} characters. A few words are fine."
    if form.validate_on_submit():
        try:
            services.register(db.session, current_hasher(), form.content, min_length=min_length)
        except EmailTaken as error:
            form.show(error, beside="email")
        except InvalidInput as error:
            form.show(error)
        else:
            flash("Your account is ready. Sign in to start.", "success")
            return redirect(url_for(".login"))
    return render_template("auth/register.html", form=form), form.status


@bp.route("/login", methods=["GET", "POST"])
def login() -> ResponseReturnValue:
    after = local_path(request.args.get("next")) or url_for("items.index")
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(after)
    form = LoginForm()
    if form.validate_on_submit():
        lifetime = timedelta(days=current_settings().refresh_token_days)
        typed = form.content
        try:
            started = services.sign_in(
                db.session, current_hasher(), typed.username, typed.password, lifetime=lifetime
            )
        except BadCredentials as error:
            form.show(error)
        else:
            logins.sign_in(started)
            return redirect(after)
    return render_template("auth/login.html", form=form), form.status


@bp.post("/logout")
def logout() -> ResponseReturnValue:
    logins.sign_out()
    flash("You are signed out.", "success")
    return redirect(url_for("home.index"))
