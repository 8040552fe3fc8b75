from app.realtime.bounds import Bounds
from app.realtime.pace import Pace


def test_a_burst_is_allowed_and_then_so_many_a_second() -> None:
    now = 0.0
    pace = Pace(Bounds(burst=3, messages_per_second=2), clock=lambda: now)
    assert [pace.allows_one_more() for _ in range(4)] == [True, True, True, False]
    now = 1.0
    assert [pace.allows_one_more() for _ in range(3)] == [True, True, False]
    now = 100.0
    assert [pace.allows_one_more() for _ in range(4)] == [True, True, True, False]
