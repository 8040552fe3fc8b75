"""An application with a few path operations of its own, for what holds whatever the path operations are."""

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Form, Request
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel, ConfigDict

from app.application import create_app
from app.dependencies import ClientAddress
from app.errors import NotFound
from tests.isolation import make_settings


class TextForm(BaseModel):
    text: str


class Note(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: str
    amounts: dict[str, int] = {}


def create_probe(**settings: Any) -> FastAPI:
    app = create_app(make_settings(**settings))
    shelf = APIRouter(prefix="/probe/shelf")

    @app.get("/probe/notes")
    async def list_notes(page: int = 1) -> int:
        return page

    @app.post("/probe/notes", status_code=204)
    async def create_note(note: Note) -> None:
        pass

    @shelf.get("/notes/{note_id}")
    async def read_note(note_id: str) -> None:
        raise NotFound

    @shelf.get("/pages/{number:int}/{share:float}")
    async def read_page(number: int, share: float) -> float:
        return number * share

    @app.post("/probe/form", status_code=204)
    async def send_form(form: Annotated[TextForm, Form()]) -> None:
        pass

    @app.get("/probe/client")
    async def show_client(request: Request, address: ClientAddress) -> tuple[str, str]:
        return address, request.url.scheme

    @app.get("/probe/broken")
    async def broken() -> None:
        raise RuntimeError("the secret plan")

    app.include_router(shelf)
    app.mount("/probe/files", StaticFiles(directory=Path(__file__).parent))
    return app
