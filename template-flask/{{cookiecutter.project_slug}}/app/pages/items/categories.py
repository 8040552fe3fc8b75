import uuid

from sqlalchemy.orm import Session

from app.pages.items.queries import categories_of


def list_categories(session: Session, owner_id: uuid.UUID) -> list[str]:
    """The categories that the owner's items are in, in alphabetical order."""
    query = categories_of(owner_id, session.get_bind().dialect.name)
    return list(session.scalars(query))
