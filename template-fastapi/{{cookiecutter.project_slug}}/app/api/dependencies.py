"""What a path operation of the API may ask for, besides `app/dependencies.py`."""

import uuid
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import OAuth2PasswordBearer

from app.auth.token_services import user_of_claims
from app.auth.tokens import Claims, TokenSigner, TokenType
from app.dependencies import ResourcesDep, SessionDep
from app.errors import Forbidden, Unauthorized
from app.users.models import User

PREFIX = "/api/v1"

# Without auto_error the refusal is ours, and so is its form.
bearer_token = OAuth2PasswordBearer(tokenUrl=f"{PREFIX}/auth/login", auto_error=False)


async def get_tokens(request: Request) -> TokenSigner:
    tokens: TokenSigner = request.app.state.tokens
    return tokens


TokensDep = Annotated[TokenSigner, Depends(get_tokens)]


async def get_current_user(
    session: SessionDep, tokens: TokensDep, token: Annotated[str | None, Depends(bearer_token)]
) -> User:
    """The active user whose access token came with the request."""
    return await user_of_claims(session, _claims(tokens, token))


CurrentUser = Annotated[User, Depends(get_current_user)]


@dataclass(frozen=True)
class SignedIn:
    """Somebody who is signed in, and the session that he is signed in with."""

    user: User
    session_id: uuid.UUID


async def check_signed_in(
    resources: ResourcesDep, tokens: TokensDep, token: Annotated[str | None, Depends(bearer_token)]
) -> SignedIn:
    """As CurrentUser does, but with a database session that ends here. For what waits for something else.

    That of the request would be held meanwhile, with a connection that others need, and in a request that may
    write with SQLite's lock for writing.
    """
    claims = _claims(tokens, token)
    async with resources.database.reads() as session:
        return SignedIn(await user_of_claims(session, claims), claims.session_id)


SignedInDep = Annotated[SignedIn, Depends(check_signed_in)]
RequireSignedIn = Depends(check_signed_in)


async def get_admin(user: CurrentUser) -> User:
    """The current user, who must be an administrator."""
    if not user.is_admin:
        raise Forbidden
    return user


RequireAdmin = Depends(get_admin)


def _claims(tokens: TokenSigner, token: str | None) -> Claims:
    if token is None:
        raise Unauthorized
    return tokens.read(token, TokenType.ACCESS)
