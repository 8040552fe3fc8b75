from app.auth import services
from app.auth.tokens import TokenPair
from app.resources import Resources
from app.users.models import User
from app.users.services import create_user

PASSWORD = "three blue herons at noon"


async def create_account(resources: Resources, email: str) -> User:
    """An account with PASSWORD."""
    password_hash = await resources.passwords.hash(PASSWORD)
    async with resources.database.writes.begin() as session:
        return await create_user(session, email=email, full_name=None, password_hash=password_hash)


async def sign_in(resources: Resources, user: User) -> TokenPair:
    async with resources.database.writes() as session:
        pair = await services.sign_in(
            session, resources.passwords, resources.tokens, email=user.email, password=PASSWORD
        )
        await session.commit()
    return pair
