import ast
import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.errors import InvalidInput
from app.inference.metadata import METADATA, Metadata, read_metadata
from app.inference.model import ModelUnusable, load_model
from tests.inference.conftest import Gate
from tests.inference.folders import OTHER_PRODUCER, ROOT, SHIPPED, model_content, replace_model
from tests.isolation import make_settings

# What runs code that somebody has put into a file.
UNSAFE = {"cloudpickle", "dill", "joblib", "marshal", "pickle", "shelve", "yaml"}


def test_the_model_says_of_its_examples_what_the_trained_one_said() -> None:
    model = load_model(SHIPPED)
    examples = model.metadata.examples
    assert model.predict(examples.instances) == examples.predictions


def test_a_version_is_the_content() -> None:
    metadata = read_metadata(SHIPPED)
    assert metadata.sha256.startswith(metadata.version)
    assert metadata.file == f"{metadata.name}-{metadata.version}.onnx"


def test_a_row_of_another_width_is_named() -> None:
    model = load_model(SHIPPED)
    row = model.metadata.examples.instances[0]
    with pytest.raises(InvalidInput) as refused:
        model.check([row, row[1:], []])
    assert [error.pointer for error in refused.value.errors] == ["/body/instances/1"]


def test_a_file_that_was_changed_is_refused(model_folder: Path) -> None:
    file = model_folder / read_metadata(model_folder).file
    file.write_bytes(file.read_bytes() + OTHER_PRODUCER)
    with pytest.raises(ModelUnusable, match="SHA-256"):
        load_model(model_folder)


@pytest.mark.parametrize("text", ["", "{}", "[]", "\0"])
def test_metadata_that_is_wrong_is_refused(model_folder: Path, text: str) -> None:
    (model_folder / METADATA).write_text(text, encoding="utf-8")
    with pytest.raises(ModelUnusable, match="cannot be read"):
        load_model(model_folder)


def test_numbers_that_json_does_not_know_are_refused(model_folder: Path) -> None:
    described = json.loads((model_folder / METADATA).read_text(encoding="utf-8"))
    described["metrics"] = {"accuracy": float("nan")}
    (model_folder / METADATA).write_text(json.dumps(described), encoding="utf-8")
    with pytest.raises(ModelUnusable, match="finite number"):
        load_model(model_folder)


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable, match="cannot be read"):
        load_model(tmp_path)


@pytest.mark.parametrize("name", ["../model", "a/b", "", "C:model"])
def test_a_name_leads_to_no_other_folder(model_folder: Path, name: str) -> None:
    with pytest.raises(ValidationError, match="name"):
        Metadata.model_validate(read_metadata(model_folder).model_dump() | {"name": name})


def test_features_that_the_model_does_not_take_are_refused(model_folder: Path) -> None:
    features = read_metadata(model_folder).model_dump()["features"]
    replace_model(model_folder, model_content(model_folder), features=features[1:])
    with pytest.raises(ModelUnusable, match="features"):
        load_model(model_folder)


def test_what_is_no_graph_is_refused(model_folder: Path) -> None:
    replace_model(model_folder, b"\x80\x04cposix\nsystem\n.")
    with pytest.raises(ModelUnusable, match="cannot be run"):
        load_model(model_folder)


@pytest.mark.parametrize("prediction", ["something else", 0.5])
def test_a_model_that_says_something_else_is_refused(model_folder: Path, prediction: str | float) -> None:
    content = model_content(model_folder)
    instances = read_metadata(model_folder).examples.instances
    replace_model(
        model_folder, content, examples={"instances": instances, "predictions": [prediction] * len(instances)}
    )
    with pytest.raises(ModelUnusable, match="examples"):
        load_model(model_folder)


def test_examples_with_a_number_beyond_all_measure_are_refused(model_folder: Path, gate: Gate) -> None:
    gate.instead = lambda rows: [0.5] * len(rows)
    instances = read_metadata(model_folder).examples.instances
    examples = {"instances": instances, "predictions": [10**400] * len(instances)}
    replace_model(model_folder, model_content(model_folder), examples=examples)
    with pytest.raises(ModelUnusable, match="cannot be run"):
        load_model(model_folder)


def test_nothing_in_the_application_loads_what_could_run_code() -> None:
    imported: set[str] = set()
    for path in (ROOT / "app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add(str(node.module).split(".")[0])
    assert "onnxruntime" in imported
    assert not imported & (UNSAFE | {"sklearn"})


def test_the_model_is_found_from_whatever_folder_one_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert (Path(make_settings().model_dir) / METADATA).is_file()
