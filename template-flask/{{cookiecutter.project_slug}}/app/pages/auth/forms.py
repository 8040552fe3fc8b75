from typing import Annotated

from pydantic import BaseModel, Field
from wtforms import EmailField, PasswordField, StringField

from app.auth.schemas import RegisterIn
from app.pages.forms import SchemaForm

Typed = Annotated[str, Field(min_length=1)]


class Credentials(BaseModel):
    """What was typed to sign in. Whether it can be right at all is not told apart from whether it is."""

    username: Typed
    password: Typed


class RegisterForm(SchemaForm[RegisterIn]):
    schema = RegisterIn

    email = EmailField("E-mail address", render_kw={"autocomplete": "username"})
    full_name = StringField("Your name", render_kw={"autocomplete": "name"})
    password = PasswordField("Password", render_kw={"autocomplete": "new-password"})


class LoginForm(SchemaForm[Credentials]):
    schema = Credentials

    username = EmailField("E-mail address", render_kw={"autocomplete": "username"})
    password = PasswordField("Password", render_kw={"autocomplete": "current-password"})
