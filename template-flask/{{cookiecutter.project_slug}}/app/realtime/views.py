"""Tickets, and a page to try it out with."""

from flask import Blueprint, Response, current_app, g, send_from_directory

from app.api.access import check_signed_in, current_user
from app.api.operations import Operations
from app.current import current_resources
from app.errors import NotFound
from app.realtime.background import Background
from app.realtime.demo import ASSETS, CONTENT_SECURITY_POLICY, FOLDER, KEPT
from app.realtime.people import Person
from app.realtime.tickets import TICKETS, TicketOut

bp = Operations("realtime", __name__, tag="realtime", guard=check_signed_in)
page = Blueprint("realtime_page", __name__, url_prefix="/realtime")


@bp.post("/realtime/tickets")
@bp.answers(TicketOut, 201, errors=(401, 429))
def create_ticket() -> TicketOut:
    """Get a ticket for a connection: Socket.IO at `/socket.io`, with `{"ticket": …}` as its `auth`."""
    person = Person.of(current_user(), g.session_id)
    current_resources().limits.count(TICKETS, person.member.id)
    background: Background = current_app.extensions["realtime"]
    return TicketOut(ticket=background.run(background.realtime.tickets.issue(person)))


@page.get("")
def show_page() -> Response:
    response = send_from_directory(FOLDER, "index.html")
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    return response


@page.get("/assets/<name>")
def asset(name: str) -> Response:
    if name not in ASSETS:
        raise NotFound
    response = send_from_directory(FOLDER, name)
    response.headers.update(KEPT)
    return response
