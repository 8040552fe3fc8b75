"""The least that answers an item to who is signed in: what the FastAPI starter is measured beside.

    DATABASE_URL=postgresql+asyncpg://postgres@127.0.0.1/empty uvicorn fastapi_minimal:app

A signed token, one query for its user and session, one for the item, and nothing around them. It makes its
tables when it starts, and answers a token and the id of an item at /sample.
"""

import os
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Annotated

import jwt
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import OAuth2PasswordBearer
from pydantic import BaseModel
from sqlalchemy import ForeignKey, Numeric, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

KEY = "a-key-for-measuring-that-signs-nothing-else"
ITEMS = 100

# The pool has the starter's size.
engine = create_async_engine(os.environ["DATABASE_URL"], pool_size=10, max_overflow=10)
new_session = async_sessionmaker(engine, expire_on_commit=False)


class Base(DeclarativeBase):
    pass


class Account(Base):
    __tablename__ = "accounts"
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    email: Mapped[str] = mapped_column(unique=True)
    active: Mapped[bool] = mapped_column(default=True)


class SignIn(Base):
    __tablename__ = "sign_ins"
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("accounts.id"))
    ended: Mapped[bool] = mapped_column(default=False)


class Item(Base):
    __tablename__ = "items"
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("accounts.id"))
    name: Mapped[str]
    price: Mapped[float] = mapped_column(Numeric(10, 2))
    category: Mapped[str]


class ItemOut(BaseModel):
    id: uuid.UUID
    name: str
    price: str
    category: str


class Sample(BaseModel):
    token: str
    item_id: uuid.UUID


async def make_sample() -> Sample:
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with new_session.begin() as session:
        owner = Account(id=uuid.uuid4(), email=f"{uuid.uuid4()}@example.com")
        sign_in = SignIn(id=uuid.uuid4(), account_id=owner.id)
        items = [
            Item(id=uuid.uuid4(), owner_id=owner.id, name=f"Item {n}", price=n, category="books")
            for n in range(ITEMS)
        ]
        session.add(owner)
        await session.flush()
        session.add_all([sign_in, *items])
        claims = {"sub": str(owner.id), "sid": str(sign_in.id), "exp": datetime.now(UTC) + timedelta(hours=4)}
        return Sample(token=jwt.encode(claims, KEY, "HS256"), item_id=items[ITEMS // 2].id)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.sample = await make_sample()
    yield
    await engine.dispose()


app = FastAPI(lifespan=lifespan)


async def get_session() -> AsyncIterator[AsyncSession]:
    async with new_session() as session:
        yield session


SessionDep = Annotated[AsyncSession, Depends(get_session)]
TokenDep = Annotated[str, Depends(OAuth2PasswordBearer(tokenUrl="none"))]


async def get_account(session: SessionDep, token: TokenDep) -> Account:
    try:
        sign_in_id = uuid.UUID(jwt.decode(token, KEY, algorithms=["HS256"])["sid"])
    except jwt.PyJWTError as error:
        raise HTTPException(401) from error
    account = await session.scalar(
        select(Account)
        .join(SignIn, SignIn.account_id == Account.id)
        .where(SignIn.id == sign_in_id, ~SignIn.ended, Account.active)
    )
    if account is None:
        raise HTTPException(401)
    return account


@app.get("/healthz")
async def healthz() -> dict[str, str]:
    return {"status": "ok"}


@app.get("/sample")
async def sample() -> Sample:
    found: Sample = app.state.sample
    return found


@app.get("/items/{item_id}")
async def read_item(
    item_id: uuid.UUID, session: SessionDep, account: Annotated[Account, Depends(get_account)]
) -> ItemOut:
    item = await session.get(Item, item_id)
    if item is None or item.owner_id != account.id:
        raise HTTPException(404)
    return ItemOut(id=item.id, name=item.name, price=str(item.price), category=item.category)
