import pytest
from half_built import half_built  # noqa: F401 (a fixture)
from pyscaffold_api import catalogue
from pyscaffold_api.answer_types import Answers, Database, Framework, Workload
from pyscaffold_api.answers import parse, value
from pyscaffold_api.catalogue import check_built, frameworks_built_for, not_built, notes
from pyscaffold_api.errors import InvalidAnswer
from pyscaffold_api.recommend import recommend


def refusal(raw: dict[str, object], framework: Framework) -> InvalidAnswer:
    with pytest.raises(InvalidAnswer) as refused:
        check_built(parse(raw), framework)
    return refused.value


@pytest.mark.parametrize(
    ("raw", "framework"),
    [
        ({}, Framework.FASTAPI),
        ({"workload": "api", "database": "postgresql", "extras": ["ci"]}, Framework.FASTAPI),
        ({"workload": "templates", "also": [], "database": "sqlite", "extras": []}, Framework.FLASK),
    ],
)
def test_what_is_built_passes(raw: dict[str, object], framework: Framework) -> None:
    answers = parse(raw)
    check_built(answers, framework)
    assert framework in frameworks_built_for(answers.workload or Workload.API)


def test_answering_nothing_leads_to_a_starter_that_is_built() -> None:
    framework = recommend(Answers()).framework
    check_built(Answers(), framework)
    assert framework in frameworks_built_for(value(Answers(), "workload"))


@pytest.mark.usefixtures("half_built")
@pytest.mark.parametrize(
    ("raw", "framework", "message"),
    [
        ({}, Framework.FLASK, "workload = api is not built yet for Flask."),
        ({"workload": "templates"}, Framework.FASTAPI, "workload = templates is not built yet for FastAPI."),
        ({"workload": "ml"}, Framework.FLASK, "workload = ml is not built yet for Flask."),
        (
            {"workload": "realtime", "also": ["ml"]},
            Framework.FLASK,
            "workload = realtime is not built yet for Flask.",
        ),
        (
            {"also": ["realtime"], "extras": ["ray"]},
            Framework.FASTAPI,
            "also = realtime is not built yet for FastAPI.",
        ),
        (
            {"workload": "templates", "also": ["ml"]},
            Framework.FLASK,
            "also = ml is not built yet for Flask.",
        ),
        ({"extras": ["ray"]}, Framework.FASTAPI, "extras = ray is not built yet for FastAPI."),
    ],
)
def test_the_first_answer_that_is_not_built_is_named(
    raw: dict[str, object], framework: Framework, message: str
) -> None:
    assert refusal(raw, framework).message == message


@pytest.mark.usefixtures("half_built")
def test_a_workload_that_is_not_built_comes_with_those_that_are() -> None:
    assert (
        refusal({"workload": "realtime"}, Framework.FASTAPI).hint
        == "Available workloads: api (FastAPI); ml (FastAPI); templates (Flask)."
    )


@pytest.mark.usefixtures("half_built")
@pytest.mark.parametrize(
    ("workload", "framework", "beside"),
    [
        ("api", Framework.FASTAPI, "ml"),
        ("ml", Framework.FASTAPI, "api"),
        ("templates", Framework.FLASK, "none"),
    ],
)
def test_a_second_workload_that_is_not_built_comes_with_those_that_are(
    workload: str, framework: Framework, beside: str
) -> None:
    hint = refusal({"workload": workload, "also": ["realtime"]}, framework).hint
    assert hint == f"Available beside workload = {workload}: also = {beside}."


@pytest.mark.usefixtures("half_built")
@pytest.mark.parametrize("raw", [{"also": ["ml"]}, {"workload": "ml", "also": ["api"]}])
def test_a_second_workload_that_is_built_passes(raw: dict[str, object]) -> None:
    check_built(parse(raw), Framework.FASTAPI)
    assert not_built("also") == ("realtime",)


@pytest.mark.parametrize("database", Database)
@pytest.mark.parametrize(("framework", "workload"), sorted(catalogue.BUILT))
def test_every_starter_runs_on_every_database(
    framework: Framework, workload: Workload, database: Database
) -> None:
    check_built(parse({"workload": workload, "database": database}), framework)


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


@pytest.mark.usefixtures("half_built")
@pytest.mark.parametrize(
    ("workload", "frameworks"),
    [
        (Workload.API, (Framework.FASTAPI,)),
        (Workload.TEMPLATES, (Framework.FLASK,)),
        (Workload.REALTIME, ()),
        (Workload.ML, (Framework.FASTAPI,)),
    ],
)
def test_the_frameworks_built_for_a_workload(workload: Workload, frameworks: tuple[Framework, ...]) -> None:
    assert frameworks_built_for(workload) == frameworks


def test_choices_of_questions_that_are_no_part_of_a_starter_are_always_built() -> None:
    assert not_built("license") == ()
    assert not_built("database") == ()
