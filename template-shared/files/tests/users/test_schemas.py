import pytest
from pydantic import ValidationError

from app.auth.schemas import RegisterIn
from app.users.schemas import ProfilePatch, RightsPatch, normalised_email


def register(**values: object) -> RegisterIn:
    return RegisterIn.model_validate({"email": "ada@example.com", "password": "x"} | values)


def test_an_address_is_kept_in_lower_case() -> None:
    assert register(email="Ada.Lovelace@Example.COM").email == "ada.lovelace@example.com"


@pytest.mark.parametrize(
    "email",
    [
        "",
        "ada",
        "ada@",
        "ada@nowhere",
        "a b@example.com",
        "ada\x00@example.com",
        "ada\ud800@example.com",
        "Ada <ada@example.com>",
        "<ada@example.com>",
    ],
)
def test_what_cannot_be_an_address_is_refused(email: str) -> None:
    with pytest.raises(ValidationError):
        register(email=email)


@pytest.mark.parametrize("name", ["=?utf-8?q?me=40evil.example=2c?=x", "=?utf-8?q?=0d=0aBcc=3ame?="])
def test_an_address_that_reads_as_another_in_a_mail_is_refused(name: str) -> None:
    with pytest.raises(ValidationError, match="not encoded"):
        register(email=f"{name}@example.com")
    assert normalised_email(f"{name}@example.com") is None


def test_a_name_loses_the_blanks_around_it() -> None:
    assert register(full_name="  Ada Lovelace\n").full_name == "Ada Lovelace"


@pytest.mark.parametrize("full_name", ["", "   ", "Ada\x00", "Ada\nLovelace", "A" * 201, "\ud800"])
def test_what_cannot_be_a_name_is_refused(full_name: str) -> None:
    with pytest.raises(ValidationError):
        register(full_name=full_name)


@pytest.mark.parametrize("field", ["is_admin", "id", "role"])
def test_nobody_makes_themselves_more_than_a_user(field: str) -> None:
    with pytest.raises(ValidationError, match=field):
        register(**{field: "1"})


def test_an_address_is_normalised_as_it_is_stored() -> None:
    assert normalised_email("ADA@example.com") == "ada@example.com"


@pytest.mark.parametrize("text", ["", "' OR 1=1 --", "ada\x00@example.com", "x" * 100_000])
def test_what_cannot_be_an_address_is_nobody(text: str) -> None:
    assert normalised_email(text) is None


@pytest.mark.parametrize(
    ("changes", "moves"),
    [
        ({"email": "Lovelace@example.com"}, True),
        ({"email": "ADA@example.com"}, False),
        ({"full_name": "A"}, False),
    ],
)
def test_an_account_moves_to_another_address_only(changes: dict[str, str], moves: bool) -> None:
    assert ProfilePatch.model_validate(changes).moves_from("ada@example.com") is moves


@pytest.mark.parametrize("changes", [{"email": None}, {"email": ""}, {"full_name": ""}, {"is_admin": True}])
def test_what_cannot_be_changed_about_oneself_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ProfilePatch.model_validate(changes)


@pytest.mark.parametrize(
    "changes", [{"is_admin": None}, {"is_active": "perhaps"}, {"email": "ada@example.com"}]
)
def test_what_is_no_right_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        RightsPatch.model_validate(changes)
