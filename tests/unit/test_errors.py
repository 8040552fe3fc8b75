import pytest
from pyscaffold_api import errors
from pyscaffold_api.errors import InvalidAnswer, ScaffoldError


def test_a_failure_carries_its_message_and_hint() -> None:
    error = InvalidAnswer("what is wrong", hint="what to do")
    assert (str(error), error.message, error.hint) == ("what is wrong", "what is wrong", "what to do")


def test_the_kind_of_a_failure_is_its_class_name() -> None:
    assert InvalidAnswer("anything").kind == "InvalidAnswer"


def test_making_a_failure_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    ScaffoldError("quiet", hint="quiet too")
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("kind", "exit_code"),
    [
        ("ScaffoldError", 1),
        ("InvalidAnswer", 1),
        ("MissingAnswer", 2),
        ("OutputDirectoryExists", 1),
        ("RenderError", 1),
        ("PostStepFailed", 3),
    ],
)
def test_each_failure_has_its_exit_code(kind: str, exit_code: int) -> None:
    assert getattr(errors, kind)("anything").exit_code == exit_code
