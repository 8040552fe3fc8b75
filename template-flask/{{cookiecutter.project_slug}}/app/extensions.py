"""The extensions, not yet bound to an application; `create_app` binds them."""

from flask_wtf.csrf import CSRFProtect

from app.db import Database
from app.later import Later

db = Database()
later = Later()
csrf = CSRFProtect()
