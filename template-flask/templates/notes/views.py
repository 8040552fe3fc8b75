import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField

from app.extensions import db
from app.notes import services
from app.notes.schemas import NoteIn
from app.pages.forms import SchemaForm, read_query
from app.pages.login import require_login, signed_in_user
from app.pages.sent import sent_form
from app.pagination import PageParameters

bp = Blueprint("notes", __name__, url_prefix="/notes")
bp.before_request(require_login)


class NoteForm(SchemaForm[NoteIn]):
    schema = NoteIn

    text = TextAreaField("Note")


@bp.route("", methods=["GET", "POST"])
def index() -> ResponseReturnValue:
    owner = signed_in_user()
    form = NoteForm(sent_form())
    if form.validate_on_submit():
        services.create_note(db.session, owner.id, form.content)
        flash("The note is saved.", "success")
        return redirect(url_for(".index"))
    notes = services.list_notes(db.session, owner.id, read_query(PageParameters, request.args))
    return render_template("notes.html", form=form, notes=notes), form.status


@bp.post("/<uuid:note_id>/delete")
def delete(note_id: uuid.UUID) -> ResponseReturnValue:
    services.delete_note(db.session, signed_in_user().id, note_id)
    flash("The note is deleted.", "success")
    return redirect(url_for(".index"))
