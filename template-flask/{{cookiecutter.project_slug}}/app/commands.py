"""What is done from a shell: `flask create-admin EMAIL`, `flask seed`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getpass

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import DBAPIError

from app import demo
from app.auth.passwords import check_password_rules, random_password
from app.current import current_resources
from app.errors import AppError, Forbidden, InvalidInput
from app.extensions import db
from app.items.services import create_item
from app.users.models import User
from app.users.queries import user_with_email
from app.users.schemas import normalised_email
from app.users.services import create_user

# Anybody may have made an account with an address that is not theirs.
UNVERIFIED = "Nobody has verified that address yet: make sure that whoever has the password is who you think."


@click.command
@click.argument("email")
@with_appcontext
def create_admin(email: str) -> None:
    """Make an administrator of the account with this address; if there is none, create it."""
    with _told_in_a_sentence():
        address = normalised_email(email)
        if address is None:
            raise InvalidInput("This is not an e-mail address.")
        promoted = _promote(address)
        if promoted:
            click.echo(
                f"{address} had an account and is an administrator now. The password is the same as before."
            )
            if not promoted.is_verified:
                click.echo(UNVERIFIED)
            return
        min_length = current_resources().settings.password_min_length
        typed = _ask_password() if sys.stdin.isatty() else ""
        password = typed or random_password(min_length=min_length)
        check_password_rules(password, email=address, min_length=min_length)
        _create(address, None, password, is_admin=True)
        db.session.commit()
        click.echo(f"{address} is an administrator now.")
        if not typed:
            click.echo(f"The password, which is shown this once: {password}")


@click.command
@with_appcontext
def seed() -> None:
    """Create the accounts and items of the demonstration. Accounts that are there stay as they are."""
    settings = current_resources().settings
    with _told_in_a_sentence():
        if settings.in_production:
            raise Forbidden("Production gets no accounts for trying things out.")
        for email, full_name in ((demo.ADMIN_EMAIL, "Administrator"), *demo.PEOPLE):
            if db.session.scalar(user_with_email(email)):
                click.echo(f"{email} is there already.")
                continue
            password = random_password(min_length=settings.password_min_length)
            user = _create(email, full_name, password, is_admin=email == demo.ADMIN_EMAIL)
            for item in demo.ITEMS:
                create_item(db.session, user.id, item)
            db.session.commit()
            click.echo(f"{email} has the password {password}")


@contextmanager
def _told_in_a_sentence() -> Iterator[None]:
    """Exit with a message when something is wrong with what was asked for."""
    try:
        yield
    except AppError as error:
        raise SystemExit("\n".join([error.detail, *(found.message for found in error.errors)])) from error
    except (DBAPIError, OSError) as error:
        # The error itself would repeat the statement with its values.
        reason = error.orig if isinstance(error, DBAPIError) else error
        raise SystemExit(f"The database cannot be used. Is it migrated (poe migrate)? {reason}") from error


def _promote(email: str) -> User | None:
    """Make the account, if there is one, an administrator that can sign in."""
    user = db.session.scalar(user_with_email(email))
    if user is not None:
        user.is_admin = user.is_active = True
    # Also when there is none: nothing is locked while a password is asked for and hashed.
    db.session.commit()
    return user


def _create(email: str, full_name: str | None, password: str, *, is_admin: bool) -> User:
    password_hash = current_resources().passwords.hash(password)
    user = create_user(db.session, email=email, full_name=full_name, password_hash=password_hash)
    user.is_admin = is_admin
    # Whoever may use this shell vouches for the address.
    user.is_verified = True
    return user


def _ask_password() -> str:
    password = getpass("Password (leave it empty to have one made up): ")
    if password and getpass("The same once more: ") != password:
        raise InvalidInput("These were two different passwords.")
    return password
