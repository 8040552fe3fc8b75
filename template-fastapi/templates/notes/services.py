import uuid

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.notes.models import Note
from app.notes.schemas import NoteIn
from app.pagination import Page, PageParameters


async def list_notes(session: AsyncSession, owner_id: uuid.UUID, wanted: PageParameters) -> Page[Note]:
    total = await session.scalar(select(func.count()).where(Note.owner_id == owner_id)) or 0
    newest_first = select(Note).where(Note.owner_id == owner_id).order_by(Note.created_at.desc(), Note.id)
    notes = await session.scalars(newest_first.offset(wanted.offset).limit(wanted.per_page))
    return Page(items=list(notes), page=wanted.page, per_page=wanted.per_page, total=total)


async def create_note(session: AsyncSession, owner_id: uuid.UUID, content: NoteIn) -> Note:
    note = Note(owner_id=owner_id, **content.model_dump())
    session.add(note)
    await session.flush()
    return note


async def delete_note(session: AsyncSession, owner_id: uuid.UUID, note_id: uuid.UUID) -> None:
    """Doing it twice changes nothing, and the note of somebody else stays."""
    await session.execute(delete(Note).where(Note.id == note_id, Note.owner_id == owner_id))
