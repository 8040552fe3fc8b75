"""A target that cannot be taken is refused and left as it was."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TextIO

import pytest
from faults.conftest import QUICK, Place, SmallDisk
from runner import COMMAND, everything_below, run_cli, start_cli


def test_an_empty_folder_is_taken(place: Place) -> None:
    (place.folder / "demo").mkdir()
    done = run_cli("new", "demo", *QUICK, env=place.env, cwd=place.folder)
    assert done.returncode == 0, done.stderr
    assert (place.folder / "demo" / "pyproject.toml").is_file()


def test_a_folder_with_something_in_it_is_refused_untouched(place: Place) -> None:
    (place.folder / "demo").mkdir()
    (place.folder / "demo" / ".hidden").write_text("mine")
    done = run_cli("new", "demo", *QUICK, env=place.env, cwd=place.folder)
    assert done.returncode == 1
    assert "not empty" in done.stderr
    assert "--output-dir" in done.stderr
    place.assert_nothing_is_left(but=("demo", "demo/.hidden"))


def test_a_file_is_refused_untouched(place: Place) -> None:
    (place.folder / "demo").write_text("mine")
    done = run_cli("new", "demo", *QUICK, env=place.env, cwd=place.folder)
    assert done.returncode == 1
    assert (place.folder / "demo").read_text() == "mine"
    place.assert_nothing_is_left(but=("demo",))


@pytest.mark.parametrize("destination", ["elsewhere", "nowhere"])
def test_a_link_is_refused_whether_it_leads_somewhere_or_not(place: Place, destination: str) -> None:
    (place.folder / "elsewhere").mkdir()
    (place.folder / "demo").symlink_to(destination)
    done = run_cli("new", "demo", *QUICK, env=place.env, cwd=place.folder)
    assert done.returncode == 1
    assert "link" in done.stderr
    assert (place.folder / "demo").is_symlink()
    place.assert_nothing_is_left(but=("demo", "elsewhere"))


def test_missing_parents_of_the_target_are_made(place: Place) -> None:
    done = run_cli("new", "demo", *QUICK, "--output-dir", "a/b", env=place.env, cwd=place.folder)
    assert done.returncode == 0, done.stderr
    assert (place.folder / "a" / "b" / "demo" / "README.md").is_file()


def test_a_parent_that_is_a_file_is_refused(place: Place) -> None:
    (place.folder / "a").write_text("mine")
    done = run_cli("new", "demo", *QUICK, "--output-dir", "a/b", env=place.env, cwd=place.folder)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    place.assert_nothing_is_left(but=("a",))


def test_a_folder_on_another_filesystem_is_a_target_like_any_other(
    place: Place, small_disk: SmallDisk
) -> None:
    disk = small_disk.mount("size=20m")
    done = run_cli("new", "demo", *QUICK, "--output-dir", str(disk), env=place.env, cwd=place.folder)
    assert done.returncode == 0, done.stderr
    assert [path.name for path in disk.iterdir()] == ["demo"]


def test_a_target_that_is_itself_a_mounted_filesystem_is_refused(place: Place, small_disk: SmallDisk) -> None:
    disk = small_disk.mount("size=20m")
    done = run_cli("new", "disk", *QUICK, "--output-dir", str(disk.parent), env=place.env, cwd=place.folder)
    assert done.returncode == 1
    assert everything_below(disk) == []
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("kilobytes", [8, 64, 160, 320])
def test_a_disk_that_fills_up_ends_the_run_with_nothing_left(
    place: Place, small_disk: SmallDisk, kilobytes: int
) -> None:
    disk = small_disk.mount(f"size={kilobytes}k")
    done = run_cli("new", "demo", *QUICK, "--output-dir", str(disk), env=place.env, cwd=place.folder)
    assert done.returncode == 1, done.stdout
    assert "No space left" in done.stderr
    assert "Traceback" not in done.stderr
    assert everything_below(disk) == []
    place.assert_nothing_is_left()


def test_a_read_only_folder_ends_the_run_with_nothing_left(place: Place, small_disk: SmallDisk) -> None:
    disk = small_disk.mount("ro,size=20m")
    done = run_cli("new", "demo", *QUICK, "--output-dir", str(disk), env=place.env, cwd=place.folder)
    assert done.returncode == 1
    assert "read-only" in done.stderr
    assert "--output-dir" in done.stderr
    assert everything_below(disk) == []


def test_of_runs_for_one_target_at_once_exactly_one_wins(place: Place) -> None:
    runs = [start_cli("new", "demo", *QUICK, "--json", env=place.env, cwd=place.folder) for _ in range(4)]
    ended = [(run.communicate(timeout=60), run.returncode) for run in runs]
    assert sorted(code for _, code in ended) == [0, 1, 1, 1]
    won = next(json.loads(output) for (output, _), code in ended if code == 0)
    made = [
        path for path in everything_below(place.folder / "demo") if (place.folder / "demo" / path).is_file()
    ]
    assert made == won["files"]
    assert [path.name for path in place.folder.iterdir()] == ["demo"]


def test_runs_for_different_targets_do_not_disturb_each_other(place: Place) -> None:
    names = ["one", "two", "three"]
    runs = [start_cli("new", name, *QUICK, env=place.env, cwd=place.folder) for name in names]
    assert [run.wait(timeout=60) for run in runs] == [0, 0, 0]
    for run in runs:
        run.communicate()
    assert sorted(path.name for path in place.folder.iterdir()) == sorted(names)


def test_a_strict_umask_gives_a_starter_that_only_its_owner_reads(place: Place) -> None:
    shell = f"umask 077 && exec {sys.executable} -m pyscaffold_api new demo {' '.join(QUICK)}"
    done = subprocess.run(
        ["sh", "-c", shell], env=place.env, cwd=place.folder, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    modes = {path.stat().st_mode & 0o077 for path in (place.folder / "demo").rglob("*")}
    assert modes == {0}


def test_the_env_file_is_for_its_owner_only_whatever_the_umask(place: Place) -> None:
    shell = f"umask 000 && exec {sys.executable} -m pyscaffold_api new demo {' '.join(QUICK)}"
    done = subprocess.run(
        ["sh", "-c", shell], env=place.env, cwd=place.folder, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert (place.folder / "demo" / ".env").stat().st_mode & 0o777 == 0o600


def test_closed_streams_are_no_reason_to_fail(place: Place) -> None:
    def close_all() -> None:
        for descriptor in (0, 1, 2):
            os.close(descriptor)

    done = subprocess.run(
        [*COMMAND, "new", "demo", *QUICK], env=place.env, cwd=place.folder, preexec_fn=close_all, check=False
    )
    assert done.returncode == 0
    assert (place.folder / "demo" / "pyproject.toml").read_text().startswith("[")


def run_onto(stdout: int | TextIO, place: Place, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program; what it prints goes there, and is not looked at."""
    return subprocess.run(
        [*COMMAND, *arguments],
        env=place.env,
        cwd=place.folder,
        stdout=stdout,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )


def test_a_reader_that_goes_away_is_no_reason_to_fail(place: Place) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = run_onto(writing, place, "new", "demo", *QUICK)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")
    assert (place.folder / "demo" / "README.md").is_file()


def test_an_ascii_terminal_gets_escapes_and_the_files_stay_utf_8(place: Place) -> None:
    ascii_only = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    done = run_cli("new", "Café 東京", *QUICK, env={**place.env, **ascii_only}, cwd=place.folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout.isascii()
    assert "Café 東京" in (place.folder / "cafe-dong-jing" / "README.md").read_text(encoding="utf-8")
    again = run_cli("new", "Größe", *QUICK, "--json", env={**place.env, **ascii_only}, cwd=place.folder)
    assert again.stdout.isascii()
    assert json.loads(again.stdout)["command"][2] == "Größe"


def test_without_a_home_folder_a_starter_is_made_all_the_same(place: Place) -> None:
    for home in ({}, {"HOME": "/nonexistent/home"}):
        env = {key: value for key, value in place.env.items() if key != "HOME"} | home
        name = "with-bad-home" if home else "without-home"
        done = run_cli("new", name, *QUICK, env={**env, "XDG_CACHE_HOME": "/proc/nowhere"}, cwd=place.folder)
        assert done.returncode == 0, done.stderr
        assert (place.folder / name / "README.md").is_file()


def test_an_empty_answers_file_gives_the_defaults(place: Place, tmp_path: Path) -> None:
    empty = tmp_path / "empty.toml"
    empty.touch()
    done = run_cli("new", "demo", *QUICK, "--answers", str(empty), "--json", env=place.env, cwd=place.folder)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["framework"] == "fastapi"


def test_a_folder_of_someone_else_is_never_swept(place: Place) -> None:
    for name in (".pyscaffold-api-notes", ".pyscaffold-api-demo-0123abcd"):
        (place.folder / name).mkdir()
        (place.folder / name / "mine").touch()
    done = run_cli("new", "demo", *QUICK, env=place.env, cwd=place.folder)
    assert done.returncode == 0, done.stderr
    assert (place.folder / ".pyscaffold-api-notes" / "mine").exists()
    assert (place.folder / ".pyscaffold-api-demo-0123abcd" / "mine").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        "options",
        "options --json",
        "recommend --no-input",
        "--help",
        "--version",
        "new --help",
        "new --help --json",
    ],
)
@pytest.mark.parametrize("buffered", [True, False])
def test_output_that_cannot_be_written_is_a_failure(place: Place, arguments: str, buffered: bool) -> None:
    place.env["PYTHONUNBUFFERED"] = "" if buffered else "1"
    with Path("/dev/full").open("w") as full:
        done = run_onto(full, place, *arguments.split())
    assert done.returncode == 1
    assert done.stderr == "Error: What was to be printed is lost: No space left on device.\n"


def test_a_starter_whose_report_is_lost_is_told_to_be_complete(place: Place) -> None:
    with Path("/dev/full").open("w") as full:
        done = run_onto(full, place, "new", "demo", *QUICK, "--json")
    assert done.returncode == 1
    assert "The starter in demo is complete." in done.stderr
    assert (place.folder / "demo" / "README.md").is_file()


def test_a_decision_record_that_does_not_fit_on_the_disk_leaves_nothing(
    place: Place, small_disk: SmallDisk
) -> None:
    disk = small_disk.mount("size=8k")
    (disk / "filler").write_bytes(b"x" * 8192)
    done = run_cli("recommend", "--no-input", "--adr", str(disk / "adr.md"), env=place.env, cwd=place.folder)
    assert done.returncode == 1
    assert "adr.md cannot be written: No space left on device." in done.stderr
    assert [path.name for path in disk.iterdir()] == ["filler"]
