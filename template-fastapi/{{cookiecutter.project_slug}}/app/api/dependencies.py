"""What a path operation of the API may ask for, besides `app/dependencies.py`."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import OAuth2PasswordBearer

from app.auth.token_services import user_of_token
from app.auth.tokens import TokenSigner
from app.dependencies import SessionDep
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
    if token is None:
        raise Unauthorized
    return await user_of_token(session, tokens, token)


CurrentUser = Annotated[User, Depends(get_current_user)]


async def get_admin(user: CurrentUser) -> User:
    """The current user, who must be an administrator."""
    if not user.is_admin:
        raise Forbidden
    return user


RequireAdmin = Depends(get_admin)
