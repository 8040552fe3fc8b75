"""The extensions, not yet bound to an application; `create_app` binds them."""

from app.db import Database
from app.later import Later

db = Database()
later = Later()
