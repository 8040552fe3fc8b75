import asyncio
import json
import sys
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from app.inference.folder import ModelFolder
from app.inference.metadata import METADATA, Label, Metadata
from app.inference.model import Model, ModelUnusable
from app.inference.serving import ModelServer, open_model_server
from tests.inference.conftest import Gate
from tests.inference.folders import SHIPPED, model_content, put_successor, replace_model
from tests.patience import PATIENCE, until
from tests.test_server import process

NEVER = 3600.0


async def ask(server: ModelServer, *, times: int = 1) -> list[asyncio.Task[tuple[Metadata, list[Label]]]]:
    """Start so many requests of a row each."""
    row = server.metadata.examples.instances[0]
    tasks = [asyncio.create_task(server.predict([row])) for _ in range(times)]
    await asyncio.sleep(0)
    return tasks


async def test_the_model_predicts_what_it_was_trained_to() -> None:
    async with open_model_server(SHIPPED, seconds_between_looks=NEVER) as server:
        examples = server.metadata.examples
        assert await server.predict(examples.instances) == (server.metadata, examples.predictions)


async def test_of_many_at_once_each_gets_the_answer_to_his_own_row() -> None:
    async with open_model_server(SHIPPED, seconds_between_looks=NEVER) as server:
        examples = server.metadata.examples
        answers = await asyncio.gather(*(server.predict([row]) for row in examples.instances * 20))
    assert [answer for _, answer in answers] == [[label] for label in examples.predictions * 20]


async def test_while_the_model_runs_others_are_served_and_the_next_batch_gathers(gate: Gate) -> None:
    async with open_model_server(SHIPPED, seconds_between_looks=NEVER) as server:
        gate.close()
        first = await ask(server)
        # With the model on the event loop, this would be the end.
        assert await asyncio.to_thread(gate.reached.wait, PATIENCE)
        following = await ask(server, times=7)
        gate.open.set()
        await asyncio.gather(*first, *following)
    assert gate.batches == [1, 7]


async def test_a_request_that_is_given_up_hurts_nobody(gate: Gate) -> None:
    async with open_model_server(SHIPPED, seconds_between_looks=NEVER) as server:
        gate.close()
        under_way = await ask(server)
        assert await asyncio.to_thread(gate.reached.wait, PATIENCE)
        gone, staying = await ask(server, times=3), await ask(server, times=2)
        for task in (*under_way, *gone):
            task.cancel()
        await asyncio.sleep(0)
        gate.open.set()
        predictions = server.metadata.examples.predictions[:1]
        assert await asyncio.gather(*staying) == [(server.metadata, predictions)] * 2
    assert gate.batches == [1, 2]


async def test_a_new_model_is_served_without_a_restart(model_folder: Path) -> None:
    async with open_model_server(model_folder, seconds_between_looks=0.01) as server:
        successor = put_successor(model_folder)
        await until(lambda: server.metadata == successor)
        examples = server.metadata.examples
        assert await server.predict(examples.instances) == (successor, examples.predictions)


async def test_what_was_asked_of_the_old_model_is_answered_by_it(model_folder: Path, gate: Gate) -> None:
    async with open_model_server(model_folder, seconds_between_looks=NEVER) as server:
        before = server.metadata
        gate.close()
        asked = await ask(server)
        assert await asyncio.to_thread(gate.reached.wait, PATIENCE)
        successor = put_successor(model_folder)
        looking = asyncio.create_task(server.look())
        waiting = await ask(server)
        gate.open.set()
        await looking
        answers = await asyncio.gather(*asked, *waiting, *(await ask(server)))
    assert [metadata for metadata, _ in answers] == [before, before, successor]


async def test_a_model_that_cannot_be_served_is_refused_and_the_old_one_stays(
    model_folder: Path,
) -> None:
    async with open_model_server(model_folder, seconds_between_looks=NEVER) as server:
        before, content = server.metadata, model_content(model_folder)
        replace_model(model_folder, b"no graph")
        with capture_logs() as lines:
            await server.look()
            await server.look()
        assert [line["event"] for line in lines] == ["model refused"]
        assert await server.predict(before.examples.instances) == (before, before.examples.predictions)
        replace_model(model_folder, content, name="again")
        await server.look()
        assert server.metadata.name == "again"


async def test_after_an_error_that_nobody_expected_models_are_taken_up_still(
    model_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = [RuntimeError("can't start new thread")]

    def look(folder: ModelFolder) -> Model | None:
        if failures:
            raise failures.pop()
        return look_as_always(folder)

    look_as_always = ModelFolder.look
    monkeypatch.setattr(ModelFolder, "look", look)
    with capture_logs() as lines:
        async with open_model_server(model_folder, seconds_between_looks=0.01) as server:
            successor = put_successor(model_folder)
            await until(lambda: server.metadata == successor)
    assert [line["event"] for line in lines if line["log_level"] == "error"] == ["unexpected error"]


async def test_a_model_that_is_taken_away_goes_on_being_served(model_folder: Path) -> None:
    async with open_model_server(model_folder, seconds_between_looks=NEVER) as server:
        (model_folder / METADATA).unlink()
        await server.look()
        assert await server.predict(server.metadata.examples.instances)


async def test_without_a_model_nothing_starts(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable):
        async with open_model_server(tmp_path):
            pass


@pytest.mark.processes
@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell processes to stop gently")
async def test_every_process_of_a_server_takes_the_new_model_up(
    migrated_url: str, model_folder: Path, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    variables = {"DATABASE_URL": migrated_url, "MODEL_DIR": str(model_folder), "WEB_CONCURRENCY": "2"}
    with process(log, **variables) as _:
        await until(lambda: len(loaded_versions(log)) == 2)
        successor = put_successor(model_folder)
        await until(lambda: loaded_versions(log)[2:] == [successor.version] * 2)


def loaded_versions(log: Path) -> list[str]:
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    return [line["version"] for line in lines if line["event"] == "model loaded"]
