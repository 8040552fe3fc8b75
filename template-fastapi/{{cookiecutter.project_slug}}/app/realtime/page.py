from fastapi import APIRouter
from fastapi.responses import FileResponse

from app.errors import NotFound
from app.realtime.demo import ASSETS, CONTENT_SECURITY_POLICY, FOLDER, KEPT

router = APIRouter(prefix="/realtime", include_in_schema=False)


@router.get("")
async def show_page() -> FileResponse:
    return FileResponse(FOLDER / "index.html", headers={"Content-Security-Policy": CONTENT_SECURITY_POLICY})


@router.get("/assets/{name}")
async def asset(name: str) -> FileResponse:
    if name not in ASSETS:
        raise NotFound
    return FileResponse(FOLDER / name, headers=KEPT)
