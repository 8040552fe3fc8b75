"""Registering, signing in and out."""

from datetime import timedelta

from fastapi import APIRouter, BackgroundTasks, Response

from app.auth import services
from app.auth.limits import REGISTRATIONS
from app.dependencies import ResourcesDep, SessionDep, UserAgent
from app.errors import BadCredentials, EmailNotVerified, EmailTaken, InvalidInput
from app.pages.account.sessions import sign_out
from app.pages.auth.forms import LoginForm, RegisterForm, password_hint
from app.pages.login import MaybeSignedIn
from app.pages.page import PageDep
from app.pages.redirects import local_path
from app.throttle import ThrottleDep

router = APIRouter()


@router.api_route("/register", methods=["GET", "POST"], name="auth.register")
async def register(
    page: PageDep,
    session: SessionDep,
    resources: ResourcesDep,
    throttle: ThrottleDep,
    later: BackgroundTasks,
) -> Response:
    """Create an account, and mail a link to its address that verifies it."""
    min_length = resources.settings.password_min_length
    form = RegisterForm(await page.sent_form())
    form.password.description = password_hint(min_length)
    if form.validate_on_submit():
        await throttle.count(REGISTRATIONS)
        try:
            user = await services.register(session, resources.passwords, form.content, min_length=min_length)
        except EmailTaken as error:
            form.show(error, beside="email")
        except InvalidInput as error:
            form.show(error)
        else:
            later.add_task(resources.mail.send_verification, user)
            page.flash("Your account is ready. Open the link in the mail to your address, and sign in.")
            return page.go_to("auth.login")
    return page.render("auth/register.html", form=form, status=form.status)


@router.api_route("/login", methods=["GET", "POST"], name="auth.login")
async def login(
    page: PageDep,
    session: SessionDep,
    resources: ResourcesDep,
    throttle: ThrottleDep,
    user_agent: UserAgent,
) -> Response:
    after = local_path(page.query.get("next")) or page.address_of("items.index")
    form = LoginForm(await page.sent_form())
    if not form.is_sent and page.visitor.is_authenticated:
        return page.go_to_path(after)
    if form.validate_on_submit():
        attempt = services.Attempt(form.content.username, form.content.password, user_agent)
        try:
            async with throttle.guessing(attempt.email):
                started = await services.sign_in(
                    session,
                    resources.passwords,
                    attempt,
                    lifetime=timedelta(days=resources.settings.refresh_token_days),
                    require_verified=resources.settings.require_verified_email,
                )
        except (BadCredentials, EmailNotVerified) as error:
            form.show(error)
        else:
            keep_until = started.expires_at if form.content.remember else None
            page.session.start(started.id, user_agent, keep_until=keep_until)
            return page.go_to_path(after)
    return page.render("auth/login.html", form=form, status=form.status)


@router.post("/logout", name="auth.logout")
async def logout(page: PageDep, signed_in: MaybeSignedIn, session: SessionDep) -> Response:
    """End the login session in the database too, so that no copy of the cookie is good for anything."""
    if signed_in:
        await sign_out(session, signed_in.login_id)
    page.session.forget()
    page.flash("You are signed out.")
    return page.go_to("home.index")
