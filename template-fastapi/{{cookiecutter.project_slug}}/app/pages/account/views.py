"""What people see and change of their own account."""

import uuid

from fastapi import APIRouter, BackgroundTasks, Response

from app.auth import services as auth
from app.auth.limits import MAILS
from app.dependencies import ResourcesDep, SessionDep
from app.errors import EmailTaken, InvalidInput, LastAdmin, WrongPassword
from app.pages.account import sessions as login_sessions
from app.pages.account.devices import device_name
from app.pages.account.forms import DeleteForm, PasswordForm, ProfileForm
from app.pages.auth.forms import password_hint
from app.pages.login import RequireLogin, SignedInDep, SignedInUser
from app.pages.page import PageDep
from app.throttle import ThrottleDep
from app.users import services as users

router = APIRouter(prefix="/account", dependencies=[RequireLogin])


@router.api_route("", methods=["GET", "POST"], name="account.profile")
async def profile(
    page: PageDep,
    user: SignedInUser,
    session: SessionDep,
    resources: ResourcesDep,
    throttle: ThrottleDep,
    later: BackgroundTasks,
) -> Response:
    """Change your name or your address. A new address is to be verified, and the old one is told."""
    form = ProfileForm(await page.sent_form(), obj=user)
    if form.validate_on_submit():
        old_address = user.email
        moves = form.content.moves_from(old_address)
        if moves:
            await throttle.count(MAILS)
        try:
            await users.update_profile(session, user, form.content)
        except EmailTaken as error:
            form.show(error, beside="email")
        else:
            if moves:
                later.add_task(resources.mail.send_move, user, old_address)
            page.flash("Saved. Open the link in the mail to your new address." if moves else "Saved.")
            return page.go_to("account.profile")
    return page.render("account/profile.html", form=form, user=user, status=form.status)


@router.post("/verify-email", name="account.resend_verification")
async def resend_verification(
    page: PageDep, user: SignedInUser, resources: ResourcesDep, throttle: ThrottleDep, later: BackgroundTasks
) -> Response:
    """Mail the link once more, unless the address is verified already."""
    await throttle.count(MAILS)
    if not user.is_verified:
        later.add_task(resources.mail.send_verification, user)
    page.flash(f"A mail with a new link is on its way to {user.email}.")
    return page.go_to("account.profile")


@router.api_route("/password", methods=["GET", "POST"], name="account.password")
async def password(
    page: PageDep, user: SignedInUser, session: SessionDep, resources: ResourcesDep, throttle: ThrottleDep
) -> Response:
    """Choose a new password. All sessions end, this one too."""
    min_length = resources.settings.password_min_length
    form = PasswordForm(await page.sent_form())
    form.new_password.description = password_hint(min_length)
    if form.validate_on_submit():
        try:
            async with throttle.guessing(user.email, failure=WrongPassword):
                await auth.change_password(
                    session, resources.passwords, user, form.content, min_length=min_length
                )
        except WrongPassword as error:
            form.show(error, beside="current_password")
        except InvalidInput as error:
            form.show(error)
        else:
            page.session.forget()
            page.flash("Your password is changed. Sign in with the new one.")
            return page.go_to("auth.login")
    return page.render("account/password.html", form=form, status=form.status)


@router.get("/sessions", name="account.sessions")
async def sessions(page: PageDep, signed_in: SignedInDep, session: SessionDep) -> Response:
    """Where you are signed in."""
    return page.render(
        "account/sessions.html",
        sessions=await login_sessions.list_sessions(session, signed_in.user.id),
        this_session=signed_in.login_id,
        device_name=device_name,
    )


@router.post("/sessions/{session_id:uuid}/end", name="account.end_session")
async def end_session(
    session_id: uuid.UUID, page: PageDep, signed_in: SignedInDep, session: SessionDep
) -> Response:
    """Sign out on one device."""
    await login_sessions.sign_out_elsewhere(session, signed_in.user.id, session_id)
    ends_here = session_id == signed_in.login_id
    if ends_here:
        page.session.forget()
    page.flash("That session has ended.")
    return page.go_to("auth.login" if ends_here else "account.sessions")


@router.post("/sessions/end-all", name="account.end_all_sessions")
async def end_all_sessions(page: PageDep, user: SignedInUser, session: SessionDep) -> Response:
    """Sign out everywhere, here too."""
    await login_sessions.sign_out_everywhere(session, user.id)
    page.session.forget()
    page.flash("You are signed out everywhere.")
    return page.go_to("auth.login")


@router.api_route("/delete", methods=["GET", "POST"], name="account.delete")
async def delete(
    page: PageDep, user: SignedInUser, session: SessionDep, resources: ResourcesDep, throttle: ThrottleDep
) -> Response:
    """Delete your account with all that is in it."""
    form = DeleteForm(await page.sent_form())
    if form.validate_on_submit():
        try:
            async with throttle.guessing(user.email, failure=WrongPassword):
                await auth.confirm_password(session, resources.passwords, user, form.content.current_password)
            await users.delete_user(session, user)
        except WrongPassword as error:
            form.show(error, beside="current_password")
        except LastAdmin as error:
            form.show(error)
        else:
            page.session.forget()
            page.flash("Your account is deleted, with all that was in it.")
            return page.go_to("home.index")
    return page.render("account/delete.html", form=form, user=user, status=form.status)
