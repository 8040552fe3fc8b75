import uuid
from collections.abc import Collection

import pytest

from app.realtime import serving
from app.realtime.bounds import Bounds
from app.realtime.serving import open_realtime
from tests.isolation import make_settings
from tests.patience import until


async def test_an_error_that_nobody_expected_does_not_end_the_work(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(serving, "SECONDS_TO_RECOVER", 0.0)
    looks = 0

    async def fail_at_first(_sessions: Collection[uuid.UUID]) -> list[uuid.UUID]:
        nonlocal looks
        looks += 1
        if looks == 1:
            raise RuntimeError("for once")
        return []

    async with open_realtime(make_settings(), Bounds(seconds_between_looks=0.01), fail_at_first):
        await until(lambda: looks > 1)
    assert "RuntimeError: for once" in caplog.text
