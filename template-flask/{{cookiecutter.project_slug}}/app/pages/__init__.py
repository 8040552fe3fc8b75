"""The pages that people see.

A project without them has no use for this folder, its tests, their line in `create_app` and
`csrf` in `app/extensions.py`; nothing else knows of them.
"""

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

# Brings the templates and the static files of all pages.
assets = Blueprint("pages", __name__, template_folder="templates", static_folder="static")


def init_app(app: Flask) -> None:
    csrf.init_app(app)
    login.init_app(app)
    errors.init_app(app)
    for blueprint in (assets, home, auth, links, account, items, admin):
        app.register_blueprint(blueprint)
    app.context_processor(lambda: {"project_name": NAME, "project_description": DESCRIPTION})
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
