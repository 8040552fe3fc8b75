"""What every model builds on: the declarative base and the column types that databases disagree about."""

import enum
import uuid
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import BigInteger, DateTime, Dialect, Enum, MetaData, Numeric, Table, Uuid, event
from sqlalchemy.dialects.mysql import DATETIME
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator, TypeEngine

# Without names of their own, constraints cannot be altered or dropped in a later migration.
NAMING_CONVENTION = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def utc_now() -> datetime:
    """The current time, aware and in UTC: the only kind of time the application stores."""
    return datetime.now(UTC)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware date-time in UTC, also where the zone is dropped (SQLite, MySQL) or the fraction (MySQL)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "mysql":
            return dialect.type_descriptor(DATETIME(fsp=6))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a date-time without a zone cannot be stored")
        moment = value.astimezone(UTC)
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Money(TypeDecorator[Decimal]):
    """An exact amount with two places.

    SQLite has no decimal type and would store a float, so there the column holds whole cents.
    """

    impl = Numeric(10, 2)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(BigInteger())
        return dialect.type_descriptor(Numeric(10, 2))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Decimal | int | None:
        if value is None:
            return None
        amount = value.quantize(Decimal("0.01"))
        return int(amount * 100) if dialect.name == "sqlite" else amount

    def process_result_value(self, value: Decimal | int | None, dialect: Dialect) -> Decimal | None:
        if value is None:
            return None
        amount = Decimal(value) / 100 if dialect.name == "sqlite" else Decimal(value)
        return amount.quantize(Decimal("0.01"))


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map: ClassVar = {
        datetime: UtcDateTime(),
        Decimal: Money(),
        uuid.UUID: Uuid(),
        # As text: PostgreSQL's own enumerations would have to be made, changed and dropped by migrations,
        # which does not happen by itself when a column is added.
        enum.Enum: Enum(enum.Enum, native_enum=False, length=50),
    }


@event.listens_for(Table, "after_parent_attach")
def _tell_letters_apart(table: Table, parent: Any) -> None:
    # MySQL would take letters that differ in case or accent for the same, and with them two addresses.
    if parent is Base.metadata:
        table.dialect_kwargs.setdefault("mysql_charset", "utf8mb4")
        table.dialect_kwargs.setdefault("mysql_collate", "utf8mb4_bin")
