"""The least that shows an item to who is signed in: what the Flask starter is measured beside.

    DATABASE_URL=postgresql+psycopg://postgres@127.0.0.1/empty TEMPLATES=<starter>/app/pages/templates \\
        gunicorn --worker-class=gthread --threads=4 flask_minimal:app

Flask's signed cookie, one query for user and session, one for the item, the starter's template with the links
and the token that it asks for, and nothing around them. It makes its tables when it starts, and answers a
cookie and the id of an item at /sample.
"""

import hmac
import os
import uuid
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from flask import Flask, abort, render_template, session
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import DateTime, ForeignKey, Numeric, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker

KEY = "a-key-for-measuring-that-signs-nothing-else"
ITEMS = 100
# The places that the template's links lead to.
PLACES = {
    "home.index": "/",
    "items.index": "/items",
    "items.edit": "/items/<uuid:item_id>/edit",
    "items.delete": "/items/<uuid:item_id>/delete",
    "account.profile": "/account",
    "admin.users": "/admin/users",
    "auth.login": "/login",
    "auth.logout": "/logout",
    "auth.register": "/register",
    "pages.static": "/static/<path:filename>",
}

# The pool has the starter's size.
engine = create_engine(os.environ["DATABASE_URL"], pool_size=10, max_overflow=10)
new_session = sessionmaker(engine, expire_on_commit=False)


class Base(DeclarativeBase):
    pass


class Account(Base):
    __tablename__ = "accounts"
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    email: Mapped[str] = mapped_column(unique=True)
    full_name: Mapped[str | None]
    is_active: Mapped[bool] = mapped_column(default=True)
    is_admin: Mapped[bool] = mapped_column(default=False)


class Login(Base):
    __tablename__ = "logins"
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("accounts.id"))
    revoked: Mapped[bool] = mapped_column(default=False)


class Item(Base):
    __tablename__ = "items"
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("accounts.id"))
    name: Mapped[str]
    description: Mapped[str | None]
    price: Mapped[Any] = mapped_column(Numeric(10, 2))
    category: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=lambda: datetime.now(UTC))
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=lambda: datetime.now(UTC))


def csrf_token() -> str:
    return hmac.digest(KEY.encode(), session["login"].encode(), "sha256").hex()


app = Flask(__name__, template_folder=os.environ["TEMPLATES"])
app.secret_key = KEY
app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
app.jinja_env.globals.update(csrf_token=csrf_token, project_name="Baseline", project_description="")
for endpoint, rule in PLACES.items():
    app.add_url_rule(rule, endpoint)

with engine.begin() as connection:
    Base.metadata.create_all(connection)
with new_session() as seeding:
    owner = Account(email="baseline@example.com", full_name="Ada Lovelace")
    seeding.add(owner)
    seeding.flush()
    login = Login(account_id=owner.id)
    items = [
        Item(owner_id=owner.id, name=f"Item {n}", description="Bright.", price=n, category="books")
        for n in range(ITEMS)
    ]
    seeding.add_all([login, *items])
    seeding.commit()
    LOGIN_ID, ITEM_ID = str(login.id), str(items[ITEMS // 2].id)


@app.get("/healthz")
def health() -> dict[str, str]:
    return {"status": "ok"}


@app.get("/sample")
def sample() -> dict[str, str]:
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    return {"cookie": f"session={signer.dumps({'login': LOGIN_ID})}", "item_id": ITEM_ID}


@app.get("/items/<uuid:item_id>")
def show(item_id: uuid.UUID) -> str:
    with new_session() as database:
        account = database.scalar(
            select(Account)
            .join(Login, Login.account_id == Account.id)
            .where(Login.id == uuid.UUID(session["login"]), ~Login.revoked, Account.is_active)
        )
        if account is None:
            abort(401)
        item = database.scalar(select(Item).where(Item.id == item_id, Item.owner_id == account.id))
    if item is None:
        abort(404)
    visitor = SimpleNamespace(is_authenticated=True, user=account)
    return render_template("items/show.html", item=item, current_user=visitor)
