"""Lists come in pages of a bounded size."""

from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

# Far past any real list; without a bound the offset would overflow the database's integer.
LAST_PAGE = 1_000_000

T = TypeVar("T")
PageNumber = Annotated[int, Field(ge=1, le=LAST_PAGE)]
PageSize = Annotated[int, Field(ge=1, le=100)]


class PageParameters(BaseModel):
    """Which page of a list is wanted."""

    model_config = ConfigDict(extra="forbid")

    page: PageNumber = 1
    per_page: PageSize = 20

    @property
    def offset(self) -> int:
        """How many rows come before this page."""
        return (self.page - 1) * self.per_page


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list and how long the whole list is."""

    items: list[T]
    page: int
    per_page: int
    total: int
