"""Every model in one place, so that migrations and tests see all tables.

A new model is imported here; nothing else needs to know.
"""

from app.auth.models import LoginSession
from app.items.models import Item
from app.orm import Base
from app.users.models import User

__all__ = ["Base", "Item", "LoginSession", "User"]
