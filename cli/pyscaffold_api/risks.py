"""What can go wrong with the framework that is taken."""

from collections.abc import Callable
from dataclasses import dataclass

from pyscaffold_api.answer_types import Answers, Bottleneck, Concurrency, Framework, Scale
from pyscaffold_api.rules import has_realtime, is_async, is_typed


@dataclass(frozen=True)
class Risk:
    """Something to know before it happens; `rule` is its name."""

    rule: str
    text: str


@dataclass(frozen=True)
class _Row:
    applies: Callable[[Answers, Framework], bool]
    risk: Risk


def risks_of(answers: Answers, framework: Framework) -> tuple[Risk, ...]:
    """The risks of taking this framework, given these answers."""
    return tuple(row.risk for row in _ROWS if row.applies(answers, framework))


def _on_fastapi(_answers: Answers, framework: Framework) -> bool:
    return framework is Framework.FASTAPI


def _new_to_types(answers: Answers, framework: Framework) -> bool:
    return framework is Framework.FASTAPI and answers.skills is not None and not is_typed(answers)


def _new_to_async(answers: Answers, framework: Framework) -> bool:
    return framework is Framework.FASTAPI and answers.skills is not None and not is_async(answers)


def _realtime_on_flask(answers: Answers, framework: Framework) -> bool:
    return framework is Framework.FLASK and has_realtime(answers)


def _has_realtime(answers: Answers, _framework: Framework) -> bool:
    return has_realtime(answers)


def _expects_async_gains(answers: Answers, _framework: Framework) -> bool:
    return answers.bottleneck is Bottleneck.IO or answers.concurrency is Concurrency.HIGH


def _computes(answers: Answers, _framework: Framework) -> bool:
    return answers.bottleneck is Bottleneck.CPU


def _is_prototype(answers: Answers, _framework: Framework) -> bool:
    return answers.scale is Scale.PROTOTYPE


def _always(_answers: Answers, _framework: Framework) -> bool:
    return True


_ROWS = (
    _Row(
        _new_to_types,
        Risk(
            "learn-types",
            "The team is new to type hints and Pydantic, with which every FastAPI endpoint is declared: "
            "learn these first.",
        ),
    ),
    _Row(
        _new_to_async,
        Risk(
            "learn-async",
            "The team is new to async: learn what blocks an event loop before using async def, "
            "and declare endpoints with def until then.",
        ),
    ),
    _Row(
        _on_fastapi,
        Risk(
            "blocking-calls",
            "A blocking library inside async def holds up every other request, the commonest reason why a "
            "move to FastAPI made things slower: declare the endpoint with def, or use an async library.",
        ),
    ),
    _Row(
        _realtime_on_flask,
        Risk(
            "flask-real-time",
            "Real-time in Flask rests on an extension; more than one process needs sticky sessions or a "
            "queue, and gevent does not go with every library.",
        ),
    ),
    _Row(
        _has_realtime,
        Risk(
            "measured-real-time",
            "Measured on these starters, on two cores: rooms with FastAPI carried about ten times the "
            "messages of rooms with Flask, and a connection took about a quarter of the memory.",
        ),
    ),
    _Row(
        _computes,
        Risk(
            "cpu-bound",
            "Computation gains nothing from async: measured on bare applications, FastAPI served 1.0 times "
            "what Flask did. More processes help, in either framework.",
        ),
    ),
    _Row(
        _expects_async_gains,
        Risk(
            "waiting-connections",
            "Several times the throughput holds for many waiting connections only. Measured on bare "
            "applications that wait for I/O, at 64, 500 and 2000 connections, FastAPI served 2.6, 11.7 and "
            "15 times what Flask with 40 threads did, but 1.0, 2.4 and 3.0 times what Flask with 200 threads "
            "did. Reading one row from PostgreSQL, it served 0.9 times as much.",
        ),
    ),
    _Row(
        _is_prototype,
        Risk(
            "prototype-outgrown",
            "A prototype that works tends to become the product: choose what you would be willing to keep.",
        ),
    ),
    _Row(
        _always,
        Risk(
            "deployment",
            "How easy deployment is depends on the team's infrastructure skills more than on the framework.",
        ),
    ),
)
