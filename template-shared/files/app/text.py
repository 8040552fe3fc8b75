"""What text may hold: rules with a message for people and a pattern for the JSON schema."""

import re
from dataclasses import dataclass
from typing import Any

from pydantic import AfterValidator, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError
from pydantic_core.core_schema import CoreSchema, no_info_after_validator_function

BLANKS = " \t\r\n"


@dataclass(frozen=True)
class Matching:
    """Text that fits the pattern from end to end. The pattern must mean the same in JavaScript."""

    pattern: str
    message: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {**handler(schema), "pattern": f"^{self.pattern}$"}

    def _check(self, text: str) -> str:
        if not re.fullmatch(self.pattern, text):
            raise PydanticCustomError("text", "{message}", {"message": self.message})
        return text


# PostgreSQL's text cannot hold NUL.
STORABLE = Matching(r"[^\x00]*", "Leave out characters that cannot be stored.")

# For a name or a label. Blanks around it fit the pattern and are taken off afterwards, so that the documented
# limits are those that hold.
ONE_LINE = Matching(
    r"[ \t\r\n]*[^\x00-\x20\x7f]([^\x00-\x1f\x7f]*[^\x00-\x20\x7f])?[ \t\r\n]*",
    "Use one line of text that is not blank.",
)
STRIPPED = AfterValidator(lambda text: text.strip(BLANKS))
