from flask import Blueprint, Flask

from app.about import DESCRIPTION, NAME
from app.extensions import csrf
from app.pages import errors, login
from app.pages.account.views import bp as account
from app.pages.admin.views import bp as admin
from app.pages.auth.links import bp as links
from app.pages.auth.views import bp as auth
from app.pages.home.views import bp as home
from app.pages.items.views import bp as items
from app.settings import Settings

# Brings the templates and the static files of all pages.
assets = Blueprint("pages", "app.pages", template_folder="templates", static_folder="static")


def add_pages(app: Flask, _settings: Settings) -> None:
    csrf.init_app(app)
    login.init_app(app)
    errors.init_app(app)
    for blueprint in (assets, home, auth, links, account, items, admin):
        app.register_blueprint(blueprint)
    app.context_processor(lambda: {"project_name": NAME, "project_description": DESCRIPTION})
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
