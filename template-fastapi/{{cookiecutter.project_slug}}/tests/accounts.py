from app.resources import Resources
from app.users.models import User
from app.users.services import create_user

PASSWORD = "three blue herons at noon"


async def create_account(resources: Resources, email: str, *, is_admin: bool = False) -> User:
    """An account with PASSWORD."""
    password_hash = await resources.passwords.hash(PASSWORD)
    async with resources.database.writes.begin() as session:
        user = await create_user(session, email=email, full_name=None, password_hash=password_hash)
        user.is_admin = is_admin
    return user
