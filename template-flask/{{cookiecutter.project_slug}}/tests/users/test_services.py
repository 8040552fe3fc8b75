from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.errors import EmailTaken, LastAdmin
from app.users.models import User
from app.users.queries import user_with_email
from app.users.schemas import ProfilePatch, RightsPatch
from app.users.services import create_user, update_profile, update_rights
from tests.accounts import create_account


def test_a_new_account_is_active_and_nothing_more(session: Session) -> None:
    account = create_user(session, email="grace@example.com", full_name="Grace", password_hash="x")
    assert (account.is_active, account.is_admin, account.is_verified) == (True, False, False)


def test_an_account_is_found_in_any_letter_case(session: Session, user: User) -> None:
    assert session.scalar(user_with_email("ADA@Example.com")) is user


def test_what_is_no_address_finds_nobody(session: Session, user: User) -> None:
    assert session.scalar(user_with_email("' OR 1=1 --")) is None


def test_an_address_has_one_account_and_the_session_goes_on(session: Session, user: User) -> None:
    with pytest.raises(EmailTaken):
        create_user(session, email=user.email, full_name=None, password_hash="x")
    assert session.scalar(select(func.count()).select_from(User)) == 1


def test_a_refused_change_leaves_the_account_as_it_was(session: Session, user: User) -> None:
    create_account(session, "eve@example.com")
    user.is_verified = True
    session.commit()
    with pytest.raises(EmailTaken):
        update_profile(session, user, ProfilePatch(email="eve@example.com"))
    assert (user.email, user.is_verified) == ("ada@example.com", True)


def test_rights_are_told_as_they_are_after_what_others_have_changed(session: Session, user: User) -> None:
    read_before = session.get(User, user.id)
    closing = update(User).values(is_active=False)
    session.execute(closing.execution_options(synchronize_session=False))
    changed = update_rights(session, user.id, RightsPatch(is_admin=True))
    assert changed is read_before
    assert (changed.is_admin, changed.is_active) == (True, False)


def test_of_two_administrators_who_resign_at_once_one_stays(
    app: Flask, session: Session, admin: User
) -> None:
    other = create_account(session, "ada@example.com", is_admin=True)
    resignation = RightsPatch(is_admin=False)

    def resign_too() -> None:
        with app.extensions["sessions"].writes() as another:
            update_rights(another, other.id, resignation)

    update_rights(session, admin.id, resignation)
    with ThreadPoolExecutor(1) as thread:
        second = thread.submit(resign_too)
        sleep(0.05)
        # Until the first one commits, the second one has to wait for the outcome.
        assert not second.done()
        session.commit()
        with pytest.raises(LastAdmin):
            second.result(10)
