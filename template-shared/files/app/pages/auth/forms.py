from typing import Annotated

from pydantic import BaseModel, Field
from wtforms import BooleanField, EmailField, PasswordField, StringField

from app.auth.schemas import EmailIn, Password, RegisterIn
from app.pages.forms import SchemaForm

Typed = Annotated[str, Field(min_length=1)]


class Credentials(BaseModel):
    """What was typed to sign in. Whether it can be right at all is not told apart from whether it is."""

    username: Typed
    password: Typed
    remember: bool = False


class NewPassword(BaseModel):
    """What is typed on the page that the link in a mail leads to."""

    password: Password


class RegisterForm(SchemaForm[RegisterIn]):
    schema = RegisterIn

    email = EmailField("E-mail address", render_kw={"autocomplete": "username"})
    full_name = StringField("Your name", render_kw={"autocomplete": "name"})
    password = PasswordField("Password", render_kw={"autocomplete": "new-password"})


class LoginForm(SchemaForm[Credentials]):
    schema = Credentials

    username = EmailField("E-mail address", render_kw={"autocomplete": "username"})
    password = PasswordField("Password", render_kw={"autocomplete": "current-password"})
    remember = BooleanField("Stay signed in on this device")


class EmailForm(SchemaForm[EmailIn]):
    schema = EmailIn

    email = EmailField("E-mail address", render_kw={"autocomplete": "username"})


class NewPasswordForm(SchemaForm[NewPassword]):
    schema = NewPassword

    password = PasswordField("New password", render_kw={"autocomplete": "new-password"})


def password_hint(min_length: int) -> str:
    return f"At least {min_length} characters. A few words are fine."
