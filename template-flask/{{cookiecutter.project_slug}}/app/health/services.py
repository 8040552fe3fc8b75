from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.errors import DatabaseAway


def check_readiness(session: Session) -> None:
    """Raise DatabaseAway when the database does not answer."""
    try:
        session.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        raise DatabaseAway from error
