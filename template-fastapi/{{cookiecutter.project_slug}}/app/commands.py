"""What is done from a shell: `python -m app.commands create-admin EMAIL`, or `seed`."""

import sys
from argparse import ArgumentParser
from getpass import getpass

import anyio
from sqlalchemy.exc import DBAPIError

from app import demo
from app.auth.passwords import check_password_rules, random_password
from app.errors import AppError, Forbidden, InvalidInput
from app.items.services import create_item
from app.resources import Resources, open_resources
from app.settings import Settings, load_settings
from app.users.models import User
from app.users.queries import user_with_email
from app.users.schemas import normalised_email
from app.users.services import create_user

# Anybody may have made an account with an address that is not theirs.
UNVERIFIED = "Nobody has verified that address yet: make sure that whoever has the password is who you think."


def main(arguments: list[str]) -> None:
    """Exit with a message when something is wrong with what was asked for."""
    parser = ArgumentParser(prog="python -m app.commands")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("seed", help="fill a new database with accounts and items for trying things out")
    create = commands.add_parser("create-admin", help="make an administrator, or make an account one")
    create.add_argument("email")
    given = parser.parse_args(arguments)
    settings = load_settings()
    try:
        if given.command == "seed":
            anyio.run(seed, settings)
        else:
            anyio.run(create_admin, settings, given.email)
    except AppError as error:
        raise SystemExit("\n".join([error.detail, *(found.message for found in error.errors)])) from error
    except (DBAPIError, OSError) as error:
        # The error itself would repeat the statement with its values.
        reason = error.orig if isinstance(error, DBAPIError) else error
        raise SystemExit(f"The database cannot be used. Is it migrated (poe migrate)? {reason}") from error


async def create_admin(settings: Settings, email: str) -> None:
    """Make an administrator of the account with this address; if there is none, create it."""
    address = normalised_email(email)
    if address is None:
        raise InvalidInput("This is not an e-mail address.")
    async with open_resources(settings) as resources:
        promoted = await _promote(resources, address)
        if promoted:
            _say(f"{address} had an account and is an administrator now. The password is the same as before.")
            if not promoted.is_verified:
                _say(UNVERIFIED)
            return
        typed = _ask_password() if sys.stdin.isatty() else ""
        password = typed or random_password(min_length=settings.password_min_length)
        check_password_rules(password, email=address, min_length=settings.password_min_length)
        await _create(resources, address, None, password, is_admin=True)
        _say(f"{address} is an administrator now.")
        if not typed:
            _say(f"The password, which is shown this once: {password}")


async def seed(settings: Settings) -> None:
    """Create the accounts and items of the demonstration. Accounts that are there stay as they are."""
    if settings.in_production:
        raise Forbidden("Production gets no accounts for trying things out.")
    async with open_resources(settings) as resources:
        for email, full_name in ((demo.ADMIN_EMAIL, "Administrator"), *demo.PEOPLE):
            async with resources.database.reads() as session:
                known = await session.scalar(user_with_email(email))
            if known:
                _say(f"{email} is there already.")
                continue
            password = random_password(min_length=settings.password_min_length)
            user = await _create(resources, email, full_name, password, is_admin=email == demo.ADMIN_EMAIL)
            async with resources.database.writes.begin() as session:
                for item in demo.ITEMS:
                    await create_item(session, user.id, item)
            _say(f"{email} has the password {password}")


async def _promote(resources: Resources, email: str) -> User | None:
    """Make the account, if there is one, an administrator that can sign in."""
    async with resources.database.writes.begin() as session:
        user = await session.scalar(user_with_email(email))
        if user is not None:
            user.is_admin = user.is_active = True
    return user


async def _create(
    resources: Resources, email: str, full_name: str | None, password: str, *, is_admin: bool
) -> User:
    password_hash = await resources.passwords.hash(password)
    async with resources.database.writes.begin() as session:
        user = await create_user(session, email=email, full_name=full_name, password_hash=password_hash)
        user.is_admin = is_admin
        # Whoever may use this shell vouches for the address.
        user.is_verified = True
    return user


def _ask_password() -> str:
    password = getpass("Password (leave it empty to have one made up): ")
    if password and getpass("The same once more: ") != password:
        raise InvalidInput("These were two different passwords.")
    return password


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
