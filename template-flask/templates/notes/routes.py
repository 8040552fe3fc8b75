import uuid
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from app.api.access import current_user, require_user
from app.api.operations import Operations
from app.api.schemas import PageOut
from app.extensions import db
from app.notes import services
from app.notes.schemas import NoteIn
from app.pagination import PageParameters

bp = Operations("notes", __name__, tag="notes", guard=require_user)


class NoteOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    text: str
    created_at: datetime


@bp.get("/notes")
@bp.input(PageParameters, location="query", arg_name="wanted")
@bp.answers(PageOut[NoteOut], errors=(401, 422))
def list_notes(wanted: PageParameters) -> PageOut[NoteOut]:
    notes = services.list_notes(db.session, current_user().id, wanted)
    return PageOut[NoteOut].model_validate(notes)


@bp.post("/notes")
@bp.input(NoteIn, arg_name="content")
@bp.answers(NoteOut, 201, errors=(400, 401, 413, 422))
def create_note(content: NoteIn) -> tuple[NoteOut, int]:
    note = services.create_note(db.session, current_user().id, content)
    return NoteOut.model_validate(note), 201


@bp.delete("/notes/<note_id>")
@bp.answers(status=204, errors=(401, 422))
def delete_note(note_id: uuid.UUID) -> None:
    services.delete_note(db.session, current_user().id, note_id)
