import uuid

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.notes.models import Note
from app.notes.schemas import NoteIn
from app.pagination import Page, PageParameters


def list_notes(session: Session, owner_id: uuid.UUID, wanted: PageParameters) -> Page[Note]:
    total = session.scalar(select(func.count()).where(Note.owner_id == owner_id)) or 0
    newest_first = select(Note).where(Note.owner_id == owner_id).order_by(Note.created_at.desc(), Note.id)
    notes = session.scalars(newest_first.offset(wanted.offset).limit(wanted.per_page))
    return Page(items=list(notes), page=wanted.page, per_page=wanted.per_page, total=total)


def create_note(session: Session, owner_id: uuid.UUID, content: NoteIn) -> Note:
    note = Note(owner_id=owner_id, **content.model_dump())
    session.add(note)
    session.flush()
    return note


def delete_note(session: Session, owner_id: uuid.UUID, note_id: uuid.UUID) -> None:
    """Doing it twice changes nothing, and the note of somebody else stays."""
    session.execute(delete(Note).where(Note.id == note_id, Note.owner_id == owner_id))
