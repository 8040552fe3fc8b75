from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Form, Response

from app.api.dependencies import PREFIX, SignedInDep, TokensDep
from app.api.schemas import LoginForm, RefreshTokenIn, UserOut
from app.auth import links, services, token_services
from app.auth.limits import MAILS, REGISTRATIONS
from app.auth.schemas import AccountTokenIn, EmailIn, PasswordResetIn, RegisterIn
from app.auth.tokens import TokenPair
from app.dependencies import ResourcesDep, SessionDep, UserAgent
from app.documented import documented
from app.throttle import ThrottleDep
from app.users.models import User

router = APIRouter(prefix="/auth", tags=["auth"])


@router.post(
    "/register", status_code=201, response_model=UserOut, responses=documented(400, 409, 413, 422, 429)
)
async def register(
    account: RegisterIn,
    session: SessionDep,
    resources: ResourcesDep,
    throttle: ThrottleDep,
    response: Response,
    later: BackgroundTasks,
) -> User:
    """Create an account, and mail a link to its address that verifies it."""
    await throttle.count(REGISTRATIONS)
    response.headers["Location"] = f"{PREFIX}/users/me"
    user = await services.register(
        session, resources.passwords, account, min_length=resources.settings.password_min_length
    )
    later.add_task(resources.mail.send_verification, user)
    return user


@router.post("/login", responses=documented(400, 401, 403, 413, 422, 429))
async def login(
    form: Annotated[LoginForm, Form()],
    session: SessionDep,
    resources: ResourcesDep,
    tokens: TokensDep,
    throttle: ThrottleDep,
    user_agent: UserAgent,
) -> TokenPair:
    async with throttle.guessing(form.username):
        started = await services.sign_in(
            session,
            resources.passwords,
            services.Attempt(form.username, form.password, user_agent),
            lifetime=timedelta(days=resources.settings.refresh_token_days),
            require_verified=resources.settings.require_verified_email,
        )
    return tokens.pair(started)


@router.post("/refresh", responses=documented(400, 401, 413, 422))
async def refresh(body: RefreshTokenIn, session: SessionDep, tokens: TokensDep) -> TokenPair:
    """Exchange a refresh token for a new pair. A spent one that is sent again ends the whole session."""
    return await token_services.refresh(session, tokens, body.refresh_token)


@router.post("/logout", status_code=204, responses=documented(400, 401, 413, 422))
async def logout(body: RefreshTokenIn, session: SessionDep, tokens: TokensDep) -> None:
    """End the session; its access tokens die with it."""
    await token_services.sign_out(session, tokens, body.refresh_token)


@router.post("/password-reset", status_code=202, responses=documented(400, 413, 422, 429))
async def request_password_reset(
    body: EmailIn, resources: ResourcesDep, throttle: ThrottleDep, later: BackgroundTasks
) -> None:
    """Mail a link for choosing a new password. The answer is the same when nobody has this address."""
    await throttle.count(MAILS)
    later.add_task(links.mail_reset_link, resources.database, resources.mail, body.email)


@router.post("/password-reset/confirm", status_code=204, responses=documented(400, 413, 422))
async def reset_password(body: PasswordResetIn, session: SessionDep, resources: ResourcesDep) -> None:
    """Set a new password with the token of the link, which is good once. All sessions end."""
    await links.reset_password(
        session,
        resources.passwords,
        resources.account_tokens,
        body,
        min_length=resources.settings.password_min_length,
    )


@router.post("/verify-email", status_code=204, responses=documented(400, 413, 422))
async def verify_email(body: AccountTokenIn, session: SessionDep, resources: ResourcesDep) -> None:
    """Verify the address with the token of the link, which is good once."""
    await links.verify_email(session, resources.account_tokens, body.token)


@router.post("/verify-email/resend", status_code=202, responses=documented(401, 429))
async def resend_verification(
    signed_in: SignedInDep, resources: ResourcesDep, throttle: ThrottleDep, later: BackgroundTasks
) -> None:
    """Mail the link once more, unless the address is verified already."""
    await throttle.count(MAILS)
    if not signed_in.user.is_verified:
        later.add_task(resources.mail.send_verification, signed_in.user)
