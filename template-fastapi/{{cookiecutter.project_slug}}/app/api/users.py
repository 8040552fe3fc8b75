from fastapi import APIRouter

from app.api.dependencies import CurrentUser
from app.problems import documented
from app.users.models import User
from app.users.schemas import UserOut

router = APIRouter(prefix="/users", tags=["users"])


@router.get("/me", response_model=UserOut, responses=documented(401))
async def read_me(user: CurrentUser) -> User:
    return user
