from fastapi import FastAPI
from httpx2 import AsyncClient

from app.auth.models import LoginSession
from app.auth.tokens import TokenPair, TokenSigner
from app.resources import Resources
from app.users.models import User
from tests.clients import new_client


async def sign_in(resources: Resources, user: User) -> TokenPair:
    """The tokens of a new session, as signing in with the password would give them."""
    signer = TokenSigner(resources.settings)
    async with resources.database.writes.begin() as session:
        login = LoginSession(user_id=user.id, expires_at=signer.session_end())
        session.add(login)
    return signer.pair(login)


def client_with(app: FastAPI, tokens: TokenPair) -> AsyncClient:
    return new_client(app, {"Authorization": f"Bearer {tokens.access_token}"})
