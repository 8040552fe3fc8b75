from pathlib import Path

import pytest
from pyscaffold_api.answer_types import Framework
from pyscaffold_api.answers import load_answers, parse
from pyscaffold_api.errors import InvalidAnswer


def written(folder: Path, content: str | bytes) -> Path:
    path = folder / "answers.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refusal(path: Path) -> InvalidAnswer:
    with pytest.raises(InvalidAnswer) as refused:
        load_answers(path)
    return refused.value


def test_a_file_gives_its_keys_as_plain_values(tmp_path: Path) -> None:
    path = written(tmp_path, 'workload = "ml"\nskills = ["async"]\ntyped_contract = true\n')
    assert load_answers(path) == {"workload": "ml", "skills": ["async"], "typed_contract": True}


@pytest.mark.parametrize("content", ["", "\n", "# nothing answered yet\n"])
def test_an_empty_file_answers_nothing(tmp_path: Path, content: str) -> None:
    assert load_answers(written(tmp_path, content)) == {}


def test_a_byte_order_mark_is_ignored(tmp_path: Path) -> None:
    assert load_answers(written(tmp_path, b'\xef\xbb\xbfscale = "small"\r\n')) == {"scale": "small"}


def test_the_record_of_a_starter_gives_its_answers_and_framework(tmp_path: Path) -> None:
    record = 'version = "0.1.0"\nframework = "flask"\n\n[answers]\nproject_name = "Shop"\nskills = []\n'
    raw = load_answers(written(tmp_path, record))
    assert raw == {"project_name": "Shop", "skills": [], "framework": "flask"}
    assert parse(raw).framework is Framework.FLASK


def test_a_table_of_answers_needs_no_framework(tmp_path: Path) -> None:
    assert load_answers(written(tmp_path, '[answers]\nscale = "small"\n')) == {"scale": "small"}


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "nowhere.toml"
    assert refusal(path).message == f"There is no answers file at {path}."


def test_a_folder_is_refused(tmp_path: Path) -> None:
    error = refusal(tmp_path)
    assert error.message.startswith(f"The answers file {tmp_path} ")
    assert error.kind == "InvalidAnswer"


def test_a_file_below_a_file_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "") / "answers.toml"
    assert refusal(path).message.startswith(f"The answers file {path} cannot be read")


def test_a_file_that_is_not_toml_is_refused_with_the_line(tmp_path: Path) -> None:
    path = written(tmp_path, 'scale = "small"\nworkload: api\n')
    assert "is not TOML" in refusal(path).message
    assert "line 2" in refusal(path).message


def test_a_file_nested_without_end_is_refused(tmp_path: Path) -> None:
    assert "is not TOML" in refusal(written(tmp_path, "skills = " + "[" * 50_000)).message


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    error = refusal(written(tmp_path, 'author_name = "Søren"'.encode("latin-1")))
    assert error.message.endswith("is not UTF-8 text (byte 16).")
    assert error.hint == "Save it with the encoding UTF-8."


def test_an_unknown_key_is_refused_with_the_file_and_the_nearest_key(tmp_path: Path) -> None:
    path = written(tmp_path, 'worklod = "api"\n')
    error = refusal(path)
    assert error.message == f"{path}: There is no answer called 'worklod'."
    assert str(error.hint).startswith("Did you mean workload?")


def test_a_wrong_value_is_refused_with_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, 'workload = "apis"\n')
    error = refusal(path)
    assert error.message == f"{path}: workload cannot be 'apis'."
    assert str(error.hint).startswith("Did you mean api?")


def test_a_slug_that_cannot_be_used_is_refused_with_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, 'project_slug = "class"\n')
    error = refusal(path)
    assert error.message == f"{path}: project_slug 'class' is a Python keyword."
    assert error.hint == "Try class-service."


def test_an_unknown_key_in_a_record_is_refused(tmp_path: Path) -> None:
    assert "'colour'" in refusal(written(tmp_path, '[answers]\ncolour = "red"\n')).message


@pytest.mark.parametrize("key", ["scale", "framework"])
def test_a_key_above_the_table_and_again_inside_it_is_refused(tmp_path: Path, key: str) -> None:
    path = written(tmp_path, f'{key} = "x"\n[answers]\nstyle = "freedom"\n{key} = "y"\n')
    error = refusal(path)
    assert error.message == f"{path}: {key} is given above [answers] and again inside it."
    assert error.hint == "Keep one of them."
