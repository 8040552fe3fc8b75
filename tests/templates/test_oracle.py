"""The package accepts and refuses what the oracle does, over the whole space of answers."""

import io
import json
from collections import Counter
from pathlib import Path

import pytest
from pyscaffold_api.answer_types import Answers, Framework
from pyscaffold_api.answers import parse
from pyscaffold_api.cli import run
from pyscaffold_api.errors import InvalidAnswer
from pyscaffold_api.plan import make_plan
from pyscaffold_api.recommend import recommend
from templates import oracle
from templates.oracle import Fault, Raw, Variant

RECOMMENDATION = recommend(Answers())


def planned(raw: Raw) -> Variant:
    """What the package would render. Raises InvalidAnswer for what it refuses."""
    answers = parse({**raw, "project_name": "Demo"})
    framework = Framework(str(raw["framework"]))
    context = make_plan(answers, RECOMMENDATION, framework, output_dir=Path()).context
    names = {"api": "use_api", "templates": "use_pages", "realtime": "use_realtime", "ml": "use_ml"}
    return Variant(
        framework=str(framework),
        features=frozenset(name for name, key in names.items() if context[key]),
        database=str(context["database"]),
        extras=frozenset(extra for extra in oracle.EXTRAS if context[f"use_{extra}"]),
    )


def refusal(raw: Raw) -> InvalidAnswer:
    try:
        planned(raw)
    except InvalidAnswer as error:
        return error
    raise AssertionError(f"accepted: {raw}")


def tells(fault: Fault, message: str, hint: str) -> bool:
    return message.startswith(f"{fault.key} = ") and all(name in hint for name in fault.hint_names)


def test_there_are_216_renders_and_no_two_alike() -> None:
    variants = oracle.variants()
    assert len(variants) == len(set(variants)) == 216


def test_valid_answers_reach_every_render_and_nothing_else() -> None:
    reached = {oracle.variant(raw) for raw in oracle.answered_space() if not oracle.faults(raw)}
    assert reached == set(oracle.variants())


def test_the_package_renders_what_the_oracle_calls_valid_and_refuses_the_rest() -> None:
    counts: Counter[str] = Counter()
    for raw in oracle.answered_space():
        faults = oracle.faults(raw)
        if faults:
            counts["refused"] += 1
            error = refusal(raw)
            assert any(tells(fault, error.message, error.hint or "") for fault in faults), (raw, error)
        else:
            counts["valid"] += 1
            assert planned(raw) == oracle.variant(raw), raw
    assert sum(counts.values()) == 2 * 5 * 17 * 4 * 4 * 4 * 11
    assert counts["valid"]
    assert counts["refused"]


def one_for_each_fault() -> dict[str, Raw]:
    """The first answers that have this combination of faults, for each workload and framework."""
    found: dict[str, Raw] = {}
    for raw in oracle.answered_space():
        keys = [fault.key for fault in oracle.faults(raw)]
        if keys:
            found.setdefault("-".join([str(raw["framework"]), str(raw.get("workload")), *keys]), raw)
    return found


@pytest.mark.parametrize("raw", one_for_each_fault().values(), ids=one_for_each_fault())
def test_the_command_refuses_with_the_key_and_the_fix_that_then_works(
    raw: Raw, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    command = ["new", "demo", "--no-input", "--dry-run", "--json"]
    assert run([*command, *flags(raw)]) == 1
    told = json.loads(capsys.readouterr().out)["error"]
    assert told["kind"] == "InvalidAnswer"
    assert any(tells(fault, told["message"], told["hint"]) for fault in oracle.faults(raw))
    assert run([*command, *flags(oracle.mended(raw))]) == 0
    assert json.loads(capsys.readouterr().out)["dry_run"] is True
    assert list(tmp_path.iterdir()) == []


def flags(raw: Raw) -> list[str]:
    given = []
    for key, answer in raw.items():
        flag = f"--{key.replace('_', '-')}"
        values = (answer or ["none"]) if isinstance(answer, list) else [answer]
        given += [f"{flag}={value}" for value in values]
    return given
