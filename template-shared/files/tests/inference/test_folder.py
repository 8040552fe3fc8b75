from pathlib import Path

from structlog.testing import capture_logs

from app.inference.folder import ModelFolder
from app.inference.metadata import METADATA
from tests.inference.folders import model_content, replace_model


def test_a_model_that_is_taken_away_is_told_of_each_time(model_folder: Path) -> None:
    folder, content = ModelFolder(model_folder), model_content(model_folder)
    folder.load()
    for name in ("second", "third"):
        kept = (model_folder / METADATA).rename(model_folder / "kept.json")
        with capture_logs() as lines:
            assert folder.look() is None
            assert folder.look() is None
        assert [line["event"] for line in lines] == ["model refused"]
        kept.rename(model_folder / METADATA)
        replace_model(model_folder, content, name=name)
        model = folder.look()
        assert model
        assert model.metadata.name == name
