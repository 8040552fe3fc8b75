from typing import Annotated

from pydantic import AwareDatetime, BaseModel, Field, FiniteFloat

from app.text import ONE_LINE, STRIPPED

City = Annotated[str, Field(min_length=1, max_length=100), ONE_LINE, STRIPPED]


class Observation(BaseModel):
    """What is believed of the other service's answer, which may say more."""

    temperature_c: Annotated[FiniteFloat, Field(ge=-150, le=150)]
    observed_at: AwareDatetime


class WeatherOut(Observation):
    city: str
