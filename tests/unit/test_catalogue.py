import pytest
from pyscaffold_api import catalogue
from pyscaffold_api.answer_types import Answers, Database, Framework, Workload
from pyscaffold_api.answers import parse
from pyscaffold_api.catalogue import check_built, not_built, notes
from pyscaffold_api.errors import InvalidAnswer
from pyscaffold_api.recommend import recommend


def refusal(raw: dict[str, object], framework: Framework) -> InvalidAnswer:
    with pytest.raises(InvalidAnswer) as refused:
        check_built(parse(raw), framework)
    return refused.value


def test_answering_nothing_leads_to_a_starter_that_is_built() -> None:
    check_built(Answers(), recommend(Answers()).framework)


@pytest.mark.parametrize("database", Database)
@pytest.mark.parametrize("workload", Workload)
@pytest.mark.parametrize("framework", Framework)
def test_every_starter_runs_on_every_database(
    framework: Framework, workload: Workload, database: Database
) -> None:
    also = [other for other in Workload if other is not workload]
    check_built(parse({"workload": workload, "also": also, "database": database}), framework)


def test_an_extra_that_is_not_built_comes_with_those_that_are() -> None:
    error = refusal({"extras": ["docker", "kubernetes"]}, Framework.FASTAPI)
    assert error.message == "extras = kubernetes is not built yet for FastAPI."
    assert error.hint == "Available: docker, ci."


def test_moving_to_fastapi_does_not_go_with_the_flask_starter() -> None:
    error = refusal({"workload": "templates", "existing_code": "flask-migrate"}, Framework.FLASK)
    assert error.message.startswith("existing_code = flask-migrate moves an app to FastAPI")
    assert "--existing-code flask-keep" in str(error.hint)


def test_moving_to_fastapi_is_accepted_with_a_note_on_what_is_left_to_do() -> None:
    answers = parse({"existing_code": "flask-migrate"})
    check_built(answers, Framework.FASTAPI)
    assert notes(answers, Framework.FASTAPI) == (catalogue.MOUNTING_NOTE,)


@pytest.mark.parametrize(
    ("raw", "framework"),
    [({}, Framework.FASTAPI), ({"existing_code": "flask-migrate"}, Framework.FLASK)],
)
def test_there_is_no_note_otherwise(raw: dict[str, object], framework: Framework) -> None:
    assert notes(parse(raw), framework) == ()


def test_every_choice_of_other_questions_is_built() -> None:
    assert not_built("workload") == not_built("also") == ()
    assert not_built("license") == ()
    assert not_built("database") == ()
