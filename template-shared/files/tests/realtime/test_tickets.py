import uuid

from app.realtime.people import Member, Person
from app.realtime.redis_names import ticket_key
from app.realtime.tickets import MemoryTickets, new_ticket

ADA = Person(Member("Ada", "1"), uuid.uuid4())


def test_a_ticket_is_good_once() -> None:
    tickets, ticket = MemoryTickets(), new_ticket()
    tickets.put(ticket, ADA)
    assert [tickets.take(ticket), tickets.take(ticket)] == [ADA, None]


def test_a_ticket_is_good_for_half_a_minute() -> None:
    now = 0.0
    tickets = MemoryTickets(clock=lambda: now)
    for ticket in ("early", "late"):
        tickets.put(ticket, ADA)
    now = 29.9
    assert tickets.take("early") == ADA
    now = 30.0
    assert tickets.take("late") is None


def test_tickets_that_nobody_uses_are_not_kept() -> None:
    now = 0.0
    tickets = MemoryTickets(clock=lambda: now)
    tickets.put("unused", ADA)
    now = 31.0
    tickets.put("another", ADA)
    assert len(tickets._open) == 1


def test_what_was_never_given_out_is_no_ticket() -> None:
    assert MemoryTickets().take("\ud800 guess") is None


def test_tickets_are_long_and_all_different() -> None:
    assert len({new_ticket() for _ in range(100)}) == 100
    assert len(new_ticket()) >= 43


def test_a_ticket_is_not_kept_as_it_is() -> None:
    assert "a-ticket" not in ticket_key("a-ticket")


def test_a_person_survives_the_way_through_redis() -> None:
    assert Person.load(ADA.dump()) == ADA
