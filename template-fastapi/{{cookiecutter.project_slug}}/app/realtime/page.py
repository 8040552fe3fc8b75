"""A page to try it out with. It signs in as any other client of the API does."""

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse

from app.errors import NotFound

FOLDER = Path(__file__).parent / "page"
ASSETS = frozenset(path.name for path in FOLDER.iterdir()) - {"index.html"}
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

router = APIRouter(prefix="/realtime", include_in_schema=False)


@router.get("")
async def show_page() -> FileResponse:
    return FileResponse(FOLDER / "index.html", headers={"Content-Security-Policy": CONTENT_SECURITY_POLICY})


@router.get("/assets/{name}")
async def asset(name: str) -> FileResponse:
    if name not in ASSETS:
        raise NotFound
    return FileResponse(FOLDER / name, headers={"Cache-Control": "public, max-age=3600"})
