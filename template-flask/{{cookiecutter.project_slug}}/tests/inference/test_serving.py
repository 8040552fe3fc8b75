import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from app.inference.folder import ModelFolder
from app.inference.metadata import METADATA, Label, Metadata
from app.inference.model import Model, ModelUnusable
from app.inference.serving import ModelServer
from tests.inference.conftest import PATIENCE, Gate
from tests.inference.folders import model_content, put_successor, replace_model
from tests.serving import PRODUCTION, production_server, wait_until

NEVER = 3600.0
Answered = tuple[Metadata, list[Label]]
Ask = Callable[[], Future[Answered]]


@pytest.fixture
def server(model_folder: Path) -> Iterator[ModelServer]:
    server = ModelServer(model_folder, seconds_between_looks=NEVER)
    yield server
    server.close()


@pytest.fixture
def ask(server: ModelServer) -> Iterator[Ask]:
    """Starts a request of one row."""
    row = server.metadata.examples.instances[0]
    with ThreadPoolExecutor(16) as threads:
        yield lambda: threads.submit(server.predict, [row])


def test_of_many_at_once_each_gets_the_answer_to_his_own_row(server: ModelServer) -> None:
    examples = server.metadata.examples
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda row: server.predict([row])[1], examples.instances * 20))
    assert answers == [[label] for label in examples.predictions * 20]


def test_what_is_asked_while_the_model_runs_is_the_next_batch(gate: Gate, ask: Ask) -> None:
    gate.close()
    requests = [ask()]
    assert gate.reached.wait(PATIENCE)
    requests += [ask() for _ in range(7)]
    wait_until(lambda: gate.asked == 8)
    gate.open.set()
    for request in requests:
        request.result(PATIENCE)
    assert gate.batches == [1, 7]


def test_a_new_model_is_served_without_a_restart(model_folder: Path) -> None:
    server = ModelServer(model_folder, seconds_between_looks=0.01)
    successor = put_successor(model_folder)
    wait_until(lambda: server.metadata == successor)
    examples = server.metadata.examples
    assert server.predict(examples.instances) == (successor, examples.predictions)
    server.close()


def test_whatever_happens_the_folder_is_looked_at_again(
    model_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = ModelFolder.look
    failures = [MemoryError()]

    def look_after_failures(folder: ModelFolder) -> Model | None:
        if failures:
            raise failures.pop()
        return look(folder)

    monkeypatch.setattr(ModelFolder, "look", look_after_failures)
    server = ModelServer(model_folder, seconds_between_looks=0.01)
    successor = put_successor(model_folder)
    wait_until(lambda: server.metadata == successor)
    server.close()


def test_what_was_asked_of_the_old_model_is_answered_by_it(
    model_folder: Path, gate: Gate, server: ModelServer, ask: Ask
) -> None:
    before = server.metadata
    gate.close()
    asked = ask()
    assert gate.reached.wait(PATIENCE)
    waiting = ask()
    wait_until(lambda: gate.asked == 2)
    successor = put_successor(model_folder)
    with ThreadPoolExecutor(1) as thread:
        # The successor is tried before it is served, which the gate would hold as well.
        gate.open.set()
        thread.submit(server.look).result(PATIENCE)
    answers = [request.result(PATIENCE) for request in (asked, waiting, ask())]
    assert [metadata for metadata, _ in answers] == [before, before, successor]


def test_nobody_is_left_without_an_answer_while_models_come_and_go(
    model_folder: Path, server: ModelServer, ask: Ask
) -> None:
    requests = []
    for _ in range(20):
        requests += [ask() for _ in range(10)]
        put_successor(model_folder)
        server.look()
    labels = server.metadata.examples.predictions[:1]
    assert [request.result(PATIENCE)[1] for request in requests] == [labels] * 200


def test_a_model_that_cannot_be_served_is_refused_and_the_old_one_stays(
    model_folder: Path, server: ModelServer
) -> None:
    before, content = server.metadata, model_content(model_folder)
    replace_model(model_folder, b"no graph")
    with capture_logs() as lines:
        server.look()
        server.look()
    assert [line["event"] for line in lines] == ["model refused"]
    assert server.predict(before.examples.instances) == (before, before.examples.predictions)
    replace_model(model_folder, content, name="again")
    server.look()
    assert server.metadata.name == "again"


def test_a_model_that_is_taken_away_goes_on_being_served(model_folder: Path, server: ModelServer) -> None:
    (model_folder / METADATA).unlink()
    server.look()
    assert server.predict(server.metadata.examples.instances)


def test_without_a_model_nothing_starts(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable):
        ModelServer(tmp_path)


@pytest.mark.processes
@pytest.mark.skipif(sys.platform == "win32", reason="gunicorn does not run on Windows")
def test_every_worker_takes_the_new_model_up_and_ends_when_told_to(
    migrated_url: str, model_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PRODUCTION, "WEB_CONCURRENCY", "2")
    monkeypatch.setenv("MODEL_DIR", str(model_folder))
    with production_server(tmp_path, migrated_url, "smtp://127.0.0.1:1") as server:

        def loaded_versions() -> list[str]:
            return [line["version"] for line in server.lines if line["event"] == "model loaded"]

        wait_until(lambda: len(loaded_versions()) == 2)
        successor = put_successor(model_folder)
        wait_until(lambda: loaded_versions()[2:] == [successor.version] * 2)
