from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum

import pytest
from sqlalchemy import Column, Dialect, ForeignKey, MetaData, Table, create_engine, make_url, text
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.schema import CreateTable

from app.models import Item, User
from app.orm import Base, Money, UtcDateTime, utc_now

POSTGRESQL = make_url("postgresql://").get_dialect()()
MYSQL = make_url("mysql://").get_dialect()()
DIALECTS = [make_url("sqlite://").get_dialect()(), POSTGRESQL, MYSQL]


@pytest.fixture
def memory() -> Iterator[Session]:
    """A session on a database of its own; these types work without the application's."""
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


def store_item(session: Session, **values: object) -> Item:
    user = User(email="ada@example.com", password_hash="x")
    session.add(user)
    session.flush()
    item = Item(**{"owner_id": user.id, "name": "Lamp", "price": Decimal(1), "category": "home"} | values)
    session.add(item)
    session.commit()
    return item


def test_now_is_aware_and_in_utc() -> None:
    assert utc_now().tzinfo is UTC


def test_a_time_comes_back_from_sqlite_in_utc(memory: Session) -> None:
    item = store_item(memory, created_at=datetime(2026, 3, 1, 1, 30, tzinfo=timezone(timedelta(hours=2))))
    assert item.created_at == datetime(2026, 2, 28, 23, 30, tzinfo=UTC)
    assert item.created_at.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(memory: Session) -> None:
    with pytest.raises(StatementError, match="without a zone"):
        store_item(memory, created_at=datetime(2026, 3, 1))  # noqa: DTZ001


def test_money_comes_back_from_sqlite_exactly(memory: Session) -> None:
    item = store_item(memory, price=Decimal("99999999.99"))
    assert str(item.price) == "99999999.99"


def test_sqlite_keeps_money_in_whole_cents(memory: Session) -> None:
    store_item(memory, price=Decimal("19.9"))
    assert memory.execute(text("SELECT price, typeof(price) FROM items")).one() == (1990, "integer")


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_money_has_two_places_on_every_database(dialect: Dialect) -> None:
    money = Money()
    stored = money.process_bind_param(Decimal("3.5"), dialect)
    assert str(money.process_result_value(stored, dialect)) == "3.50"


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
@pytest.mark.parametrize("column_type", [Money(), UtcDateTime()], ids=["money", "time"])
def test_null_stays_null(column_type: Money | UtcDateTime, dialect: Dialect) -> None:
    assert column_type.process_bind_param(None, dialect) is None
    assert column_type.process_result_value(None, dialect) is None


def test_postgresql_stores_times_with_their_zone() -> None:
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    assert UtcDateTime().process_bind_param(moment, POSTGRESQL) == moment


def test_mysql_stores_times_in_utc_with_their_fraction() -> None:
    moment = datetime(2026, 3, 1, 1, 30, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
    stored = UtcDateTime().process_bind_param(moment, MYSQL)
    assert stored == datetime(2026, 2, 28, 23, 30, 0, 123456)  # noqa: DTZ001
    assert str(UtcDateTime().compile(MYSQL)) == "DATETIME(6)"


@pytest.mark.parametrize("dialect", [POSTGRESQL, MYSQL], ids=lambda dialect: dialect.name)
def test_servers_store_money_as_numeric(dialect: Dialect) -> None:
    assert str(Money().compile(dialect)) == "NUMERIC(10, 2)"


@pytest.mark.parametrize("table", Base.metadata.sorted_tables, ids=str)
def test_mysql_tells_letters_apart_in_every_table(table: Table) -> None:
    created = str(CreateTable(table).compile(dialect=MYSQL))
    assert "CHARSET=utf8mb4 COLLATE utf8mb4_bin" in created


def test_a_table_that_no_model_stands_for_tells_them_apart_as_well() -> None:
    table = Table("tests_item_tags", Base.metadata, Column("item_id", ForeignKey("items.id")))
    try:
        created = str(CreateTable(table).compile(dialect=MYSQL))
    finally:
        Base.metadata.remove(table)
    assert "CHARSET=utf8mb4 COLLATE utf8mb4_bin" in created


class Mood(StrEnum):
    GOOD = "good"
    BAD = "bad"


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_an_enumeration_is_text_on_every_database(dialect: Dialect) -> None:
    class OtherBase(DeclarativeBase):
        metadata = MetaData()
        type_annotation_map = Base.type_annotation_map

    class Person(OtherBase):
        __tablename__ = "people"

        id: Mapped[int] = mapped_column(primary_key=True)
        mood: Mapped[Mood]

    created = str(CreateTable(OtherBase.metadata.tables["people"]).compile(dialect=dialect))
    assert "mood VARCHAR(50) NOT NULL" in created


@pytest.mark.parametrize("table", Base.metadata.sorted_tables, ids=str)
def test_constraints_have_names_that_migrations_can_refer_to(table: Table) -> None:
    assert all(isinstance(constraint.name, str) for constraint in table.constraints)


def test_the_names_of_constraints_say_what_they_are_about() -> None:
    names = {str(constraint.name) for constraint in Base.metadata.tables["items"].constraints}
    assert names >= {"pk_items", "fk_items_owner_id_users"}
