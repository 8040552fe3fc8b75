"""The extensions, not yet bound to an application; `create_app` binds them."""

from flask_wtf.csrf import CSRFProtect

from app.db import Database

db = Database()
csrf = CSRFProtect()
