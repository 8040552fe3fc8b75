from fastapi import FastAPI

from app.pages import errors, login
from app.pages.account.views import router as account
from app.pages.addresses import STATIC, Addresses
from app.pages.admin.views import router as admin
from app.pages.auth.links import router as links
from app.pages.auth.views import router as auth
from app.pages.cookies import SessionCookies
from app.pages.forgery import RefuseForgedForms
from app.pages.home.views import router as home
from app.pages.items.views import router as items
from app.pages.rendering import FOLDER, Renderer
from app.pages.static_files import StoredFiles
from app.settings import Settings

ROUTERS = (home, auth, links, account, items, admin)


def add_pages(app: FastAPI, settings: Settings) -> None:
    for router in ROUTERS:
        app.include_router(router, dependencies=[RefuseForgedForms], include_in_schema=False)
    app.mount(STATIC, StoredFiles(directory=FOLDER / "static"), name="pages.static")
    app.state.renderer = Renderer(Addresses(ROUTERS), reloads=not settings.in_production)
    login.install(app)
    errors.install(app)
    app.add_middleware(SessionCookies, settings=settings)
