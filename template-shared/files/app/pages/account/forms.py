from pydantic import BaseModel
from wtforms import EmailField, PasswordField, StringField

from app.auth.schemas import Password, PasswordChangeIn
from app.pages.forms import SchemaForm
from app.users.schemas import Email, ProfilePatch


class Profile(ProfilePatch):
    """A form always sends the address."""

    email: Email


class PasswordConfirmation(BaseModel):
    current_password: Password


class ProfileForm(SchemaForm[Profile]):
    schema = Profile

    full_name = StringField("Your name", render_kw={"autocomplete": "name"})
    email = EmailField("E-mail address", render_kw={"autocomplete": "email"})


class PasswordForm(SchemaForm[PasswordChangeIn]):
    schema = PasswordChangeIn

    current_password = PasswordField("Current password", render_kw={"autocomplete": "current-password"})
    new_password = PasswordField("New password", render_kw={"autocomplete": "new-password"})


class DeleteForm(SchemaForm[PasswordConfirmation]):
    schema = PasswordConfirmation

    current_password = PasswordField("Current password", render_kw={"autocomplete": "current-password"})
