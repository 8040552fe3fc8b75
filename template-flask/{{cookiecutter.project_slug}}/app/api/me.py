"""What people do with their own account."""

from app import throttle
from app.api.access import current_user, require_user
from app.api.operations import Operations
from app.api.schemas import UserOut
from app.auth.limits import MAILS
from app.auth.schemas import PasswordChangeIn
from app.auth.services import change_password
from app.current import current_resources
from app.errors import WrongPassword
from app.extensions import db, later
from app.users import services
from app.users.schemas import ProfilePatch

bp = Operations("me", __name__, tag="users", guard=require_user)


@bp.get("/users/me")
@bp.answers(UserOut, errors=(401,))
def read_me() -> UserOut:
    return UserOut.model_validate(current_user())


@bp.patch("/users/me")
@bp.input(ProfilePatch, arg_name="changes")
@bp.answers(UserOut, errors=(400, 401, 409, 413, 422, 429))
def update_me(changes: ProfilePatch) -> UserOut:
    """Change your name or your address.

    A new address gets a mail with a link that verifies it; the old one is told.
    """
    user, resources = current_user(), current_resources()
    old_address = user.email
    moves = changes.moves_from(old_address)
    if moves:
        throttle.count(MAILS)
    services.update_profile(db.session, user, changes)
    if moves:
        later.add_task(resources.mail.send_move, user, old_address)
    return UserOut.model_validate(user)


@bp.delete("/users/me")
@bp.answers(status=204, errors=(401, 409))
def delete_me() -> None:
    """Delete your account with all that is in it."""
    services.delete_user(db.session, current_user())


@bp.post("/users/me/password")
@bp.input(PasswordChangeIn, arg_name="change")
@bp.answers(status=204, errors=(400, 401, 403, 413, 422, 429))
def change_my_password(change: PasswordChangeIn) -> None:
    """Choose a new password. All sessions end, this one too."""
    user, resources = current_user(), current_resources()
    with throttle.guessing(user.email, failure=WrongPassword):
        change_password(
            db.session, resources.passwords, user, change, min_length=resources.settings.password_min_length
        )


@bp.post("/auth/verify-email/resend")
@bp.answers(status=202, errors=(401, 429))
def resend_verification() -> None:
    """Mail the link once more, unless the address is verified already."""
    user, resources = current_user(), current_resources()
    throttle.count(MAILS)
    if not user.is_verified:
        later.add_task(resources.mail.send_verification, user)
