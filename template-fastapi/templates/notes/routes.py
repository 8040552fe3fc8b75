import uuid
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from app.api.dependencies import CurrentUser
from app.api.schemas import PageOut
from app.dependencies import SessionDep
from app.documented import documented
from app.notes import services
from app.notes.models import Note
from app.notes.schemas import NoteIn
from app.pagination import Page, PageParameters

router = APIRouter(prefix="/notes", tags=["notes"])


class NoteOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    text: str
    created_at: datetime


@router.get("", response_model=PageOut[NoteOut], responses=documented(401, 422))
async def list_notes(
    wanted: Annotated[PageParameters, Query()], user: CurrentUser, session: SessionDep
) -> Page[Note]:
    return await services.list_notes(session, user.id, wanted)


@router.post("", status_code=201, response_model=NoteOut, responses=documented(400, 401, 413, 422))
async def create_note(content: NoteIn, user: CurrentUser, session: SessionDep) -> Note:
    return await services.create_note(session, user.id, content)


@router.delete("/{note_id}", status_code=204, responses=documented(401, 422))
async def delete_note(note_id: uuid.UUID, user: CurrentUser, session: SessionDep) -> None:
    await services.delete_note(session, user.id, note_id)
