import uuid

from app.realtime.people import Member, Person
from app.users.models import User


def test_who_gives_no_name_gets_one_that_tells_nothing_of_the_address() -> None:
    user = User(id=uuid.uuid4(), email="ada@example.com", full_name=None)
    person = Person.of(user, uuid.uuid4())
    assert person.member == Member(f"user-{user.id.hex[:8]}", str(user.id))
