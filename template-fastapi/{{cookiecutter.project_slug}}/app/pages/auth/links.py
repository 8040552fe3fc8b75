"""Where the links in mails lead, and how one gets such a mail.

Opening a link changes nothing: programs that look into mail for danger open it too. The button does.
"""

from fastapi import APIRouter, BackgroundTasks, Response

from app.auth import links
from app.auth.account_tokens import InvalidAccountToken, Purpose
from app.auth.limits import MAILS
from app.auth.schemas import PasswordResetIn
from app.dependencies import ResourcesDep, SessionDep
from app.errors import InvalidInput
from app.pages.auth.forms import EmailForm, NewPasswordForm, password_hint
from app.pages.forgery import read_fields
from app.pages.page import PageDep
from app.throttle import ThrottleDep

router = APIRouter()


@router.get("/verify-email", name="links.verify_email")
async def show_verification(
    page: PageDep, session: SessionDep, resources: ResourcesDep, token: str = ""
) -> Response:
    await links.check_token(session, resources.account_tokens, Purpose.EMAIL_VERIFICATION, token)
    return page.render("auth/verify_email.html", token=token)


@router.post("/verify-email", name="links.verify_email")
async def verify_email(page: PageDep, session: SessionDep, resources: ResourcesDep) -> Response:
    """Verify the address with the token of the link, which is good once."""
    token = str((await read_fields(page.request)).get("token", ""))
    await links.verify_email(session, resources.account_tokens, token)
    page.flash("Your address is confirmed.")
    return page.go_to("account.profile")


@router.api_route("/password-reset", methods=["GET", "POST"], name="links.request_reset")
async def request_reset(
    page: PageDep, resources: ResourcesDep, throttle: ThrottleDep, later: BackgroundTasks
) -> Response:
    """Mail a link for choosing a new password. The answer is the same when nobody has this address."""
    form = EmailForm(await page.sent_form())
    if form.validate_on_submit():
        await throttle.count(MAILS)
        later.add_task(links.mail_reset_link, resources.database, resources.mail, form.content.email)
        return page.render("auth/password_reset_sent.html", email=form.content.email)
    return page.render("auth/password_reset.html", form=form, status=form.status)


@router.api_route("/password-reset/confirm", methods=["GET", "POST"], name="links.reset_password")
async def reset_password(
    page: PageDep, session: SessionDep, resources: ResourcesDep, token: str = ""
) -> Response:
    """Set a new password with the token of the link, which is good once. All sessions end."""
    min_length = resources.settings.password_min_length
    sent = await page.sent_form()
    token = str(sent.get("token", "")) if sent is not None else token
    form = NewPasswordForm(sent)
    form.password.description = password_hint(min_length)
    if form.validate_on_submit():
        reset = PasswordResetIn(token=token, password=form.content.password)
        try:
            await links.reset_password(
                session, resources.passwords, resources.account_tokens, reset, min_length=min_length
            )
        except InvalidAccountToken:
            raise
        except InvalidInput as error:
            form.show(error)
        else:
            page.session.forget()
            page.flash("Your new password is set. Sign in with it.")
            return page.go_to("auth.login")
    else:
        await links.check_token(session, resources.account_tokens, Purpose.PASSWORD_RESET, token)
    return page.render("auth/new_password.html", form=form, token=token, status=form.status)
