from flask import Blueprint, Flask, Response

from app.about import DESCRIPTION, NAME
from app.pages import cookies, errors, forgery, login
from app.pages.account.views import bp as account
from app.pages.admin.views import bp as admin
from app.pages.auth.links import bp as links
from app.pages.auth.views import bp as auth
from app.pages.home.views import bp as home
from app.pages.items.views import bp as items
from app.pages.policy import CONTENT_SECURITY_POLICY
from app.settings import Settings

# Brings the templates and the static files of all pages.
assets = Blueprint("pages", "app.pages", template_folder="templates", static_folder="static")
PAGES = (home, auth, links, account, items, admin)


def add_pages(app: Flask, settings: Settings) -> None:
    cookies.init_app(app, settings)
    app.after_request(_name_policy)
    forgery.init_app(app, {blueprint.name for blueprint in PAGES})
    login.init_app(app)
    errors.init_app(app)
    for blueprint in (assets, *PAGES):
        app.register_blueprint(blueprint)
    app.context_processor(lambda: {"project_name": NAME, "project_description": DESCRIPTION})
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _name_policy(response: Response) -> Response:
    if response.mimetype == "text/html":
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    return response
