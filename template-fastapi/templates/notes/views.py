import uuid

from fastapi import APIRouter, Response
from wtforms import TextAreaField

from app.dependencies import SessionDep
from app.notes import services
from app.notes.schemas import NoteIn
from app.pages.forms import SchemaForm, read_query
from app.pages.login import RequireLogin, SignedInUser
from app.pages.page import PageDep
from app.pagination import PageParameters

router = APIRouter(prefix="/notes", dependencies=[RequireLogin])


class NoteForm(SchemaForm[NoteIn]):
    schema = NoteIn

    text = TextAreaField("Note")


@router.api_route("", methods=["GET", "POST"], name="notes.index")
async def index(page: PageDep, owner: SignedInUser, session: SessionDep) -> Response:
    form = NoteForm(await page.sent_form())
    if form.validate_on_submit():
        await services.create_note(session, owner.id, form.content)
        page.flash("The note is saved.")
        return page.go_to("notes.index")
    notes = await services.list_notes(session, owner.id, read_query(PageParameters, page.query))
    return page.render("notes.html", form=form, notes=notes, status=form.status)


@router.post("/{note_id:uuid}/delete", name="notes.delete")
async def delete(note_id: uuid.UUID, page: PageDep, owner: SignedInUser, session: SessionDep) -> Response:
    await services.delete_note(session, owner.id, note_id)
    page.flash("The note is deleted.")
    return page.go_to("notes.index")
