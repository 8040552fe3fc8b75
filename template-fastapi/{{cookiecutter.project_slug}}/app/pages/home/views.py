from fastapi import APIRouter, Response

from app.pages.page import PageDep

router = APIRouter()


@router.get("/", name="home.index")
async def index(page: PageDep) -> Response:
    return page.render("home.html")
