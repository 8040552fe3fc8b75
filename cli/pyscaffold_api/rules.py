"""What speaks for Flask and what for FastAPI: one row for each rule.

An unanswered question is None and fires nothing. The workload always counts, so `evidence` fills it in.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from pyscaffold_api.answer_types import (
    Answers,
    Audience,
    Bottleneck,
    Concurrency,
    ExistingCode,
    Framework,
    Frontend,
    Scale,
    Skill,
    Style,
    Workload,
)

FLASK, FASTAPI = Framework.FLASK, Framework.FASTAPI


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One opinion: when it applies, which framework it favours, how much, and who says so.

    `text` is why it favours that framework, `cost` what is given up when the other one is taken. The first of
    `sources` is the main one; `against` names a document that disagrees, and what it says.
    """

    name: str
    applies: Callable[[Answers], bool]
    favours: Framework | None
    weight: int | Callable[[Answers], int]
    text: str
    cost: str = ""
    sources: tuple[str, ...]
    against: tuple[str, str] | None = None

    def weight_for(self, answers: Answers) -> int:
        return self.weight if isinstance(self.weight, int) else self.weight(answers)


def evidence(answers: Answers) -> Answers:
    """The answers as the rules see them."""
    return answers if answers.workload is not None else replace(answers, workload=Workload.API)


def is_typed(answers: Answers) -> bool:
    """Whether the team is at home with type hints."""
    return not {Skill.TYPE_HINTS, Skill.PYDANTIC, Skill.FASTAPI}.isdisjoint(answers.skills or ())


def is_async(answers: Answers) -> bool:
    """Whether the team is at home with async."""
    return not {Skill.ASYNC, Skill.FASTAPI}.isdisjoint(answers.skills or ())


def has_realtime(answers: Answers) -> bool:
    """Whether real-time communication is any part of it."""
    return answers.workload is Workload.REALTIME or Workload.REALTIME in (answers.also or ())


def _is_notebook_model(answers: Answers) -> bool:
    return (
        answers.workload is Workload.ML
        and answers.scale is Scale.PROTOTYPE
        and answers.audience is Audience.INTERNAL
    )


def _renders_pages(answers: Answers) -> bool:
    return answers.workload is Workload.TEMPLATES or answers.frontend is Frontend.SERVER_RENDERED


def _serves_model(answers: Answers) -> bool:
    if answers.workload is Workload.ML:
        return not _is_notebook_model(answers)
    return Workload.ML in (answers.also or ())


def _is_few_endpoints(answers: Answers) -> bool:
    return (
        answers.workload is Workload.API
        and answers.scale is Scale.PROTOTYPE
        and answers.concurrency is Concurrency.LOW
    )


def _knows_flask(answers: Answers) -> bool:
    migrates = answers.existing_code is ExistingCode.FLASK_MIGRATE
    return Skill.FLASK in (answers.skills or ()) and not migrates


def _is_new_to_fastapi(answers: Answers) -> bool:
    return answers.skills is not None and not is_typed(answers) and not is_async(answers)


RULES: tuple[Rule, ...] = (
    Rule(
        name="api-first",
        applies=lambda answers: answers.workload is Workload.API,
        favours=FASTAPI,
        weight=4,
        text="A REST API or a microservice is the main goal, and that is what FastAPI is made for.",
        cost="With Flask, validation and API documentation are pieces to add and keep up.",
        sources=("guide", "features", "practices", "overview"),
    ),
    Rule(
        name="server-rendered",
        applies=_renders_pages,
        favours=FLASK,
        weight=lambda answers: 4 if answers.workload is Workload.TEMPLATES else 2,
        text="Pages made on the server by a template engine are what Flask is at home with.",
        cost="With FastAPI, forms, sessions and login for pages are yours to put together.",
        sources=("guide", "features", "api"),
    ),
    Rule(
        name="real-time",
        applies=has_realtime,
        favours=FASTAPI,
        weight=4,
        text="WebSockets are native on ASGI. On WSGI they take an extension and workarounds, "
        "which were unstable in one team's dashboard.",
        cost="With Flask, an extension carries the connections and each one holds a thread.",
        sources=("guide",),
    ),
    Rule(
        name="ml-serving",
        applies=_serves_model,
        favours=FASTAPI,
        weight=lambda answers: 4 if answers.workload is Workload.ML else 2,
        text="The model is loaded once when the server starts, and typed requests and responses are the "
        "contract between those who train it and those who call it.",
        cost="With Flask, checking what goes into the model is code you write.",
        sources=("guide", "overview"),
    ),
    Rule(
        name="notebook-model",
        applies=_is_notebook_model,
        favours=FLASK,
        weight=2,
        text="A model from a notebook, shown to colleagues for a test, is up sooner in Flask. "
        "Whether that stays right depends on where it should lead.",
        cost="With FastAPI, the inputs are declared before the first prediction.",
        sources=("guide",),
    ),
    Rule(
        name="spa",
        applies=lambda answers: answers.frontend is Frontend.SPA,
        favours=FASTAPI,
        weight=2,
        text="The frontend is separate, so the backend is an API and nothing else.",
        cost="With Flask, the schema that the frontend works from takes an extension.",
        sources=("guide",),
    ),
    Rule(
        name="high-concurrency",
        applies=lambda answers: answers.concurrency is Concurrency.HIGH,
        favours=FASTAPI,
        weight=lambda answers: 1 if answers.bottleneck is Bottleneck.CPU else 3,
        text="An event loop holds many connections with few workers. The gain shrinks when requests compute.",
        cost="With Flask, every connection that waits holds a thread.",
        sources=("guide", "features", "api"),
    ),
    Rule(
        name="low-concurrency",
        applies=lambda answers: answers.concurrency is Concurrency.LOW,
        favours=FLASK,
        weight=2,
        text="Few people at once, as in internal tools and admin dashboards, is what Flask serves well.",
        cost="With FastAPI, the rules of async come along without their gain.",
        sources=("guide",),
    ),
    Rule(
        name="typed-contract",
        applies=lambda answers: answers.typed_contract is True,
        favours=FASTAPI,
        weight=2,
        text="One declaration gives validation, types and documentation, so these cannot drift apart.",
        cost="With Flask, types are enforced by an added library, where you use it.",
        sources=("guide", "features", "practices", "api", "overview"),
    ),
    Rule(
        name="prototype",
        applies=lambda answers: answers.scale is Scale.PROTOTYPE,
        favours=FLASK,
        weight=2,
        text="A first version runs quickly, with little to set up and little to understand.",
        cost="With FastAPI, a first version already declares its types.",
        sources=("guide", "features", "api", "overview"),
    ),
    Rule(
        name="small-app",
        applies=lambda answers: answers.scale is Scale.SMALL and answers.workload is not Workload.API,
        favours=FLASK,
        weight=1,
        text="Small to mid-sized applications are what Flask suits.",
        cost="With FastAPI, a small application carries type declarations and async too.",
        sources=("guide", "practices", "api", "overview"),
    ),
    Rule(
        name="large-scale",
        applies=lambda answers: answers.scale is Scale.PRODUCTION,
        favours=FASTAPI,
        weight=1,
        text="FastAPI suits large systems in production that much depends on.",
        cost="With Flask, a large code base stays consistent by your own conventions.",
        sources=("practices", "api", "overview"),
        against=("features", "Flask scales to large applications with little effort."),
    ),
    Rule(
        name="open-ended",
        applies=lambda answers: answers.scale is Scale.OPEN_ENDED,
        favours=FLASK,
        weight=1,
        text="An application that may grow in ways nobody foresees is better off where little is decided.",
        cost="With FastAPI, more is decided from the start.",
        sources=("features",),
    ),
    Rule(
        name="io-bound",
        applies=lambda answers: (
            answers.bottleneck is Bottleneck.IO and answers.concurrency is not Concurrency.LOW
        ),
        favours=FASTAPI,
        weight=2,
        text="While a request awaits another service the loop serves others: several times the throughput "
        "when hundreds wait at once.",
        cost="With Flask, every request that waits holds a thread.",
        sources=("guide", "practices"),
    ),
    Rule(
        name="cpu-bound",
        applies=lambda answers: answers.bottleneck is Bottleneck.CPU,
        favours=None,
        weight=0,
        text="Computation keeps a core busy in either framework, so the advantage of async shrinks.",
        sources=("guide",),
    ),
    Rule(
        name="freedom",
        applies=lambda answers: answers.style is Style.FREEDOM,
        favours=FLASK,
        weight=2,
        text="Every part of the stack is your choice, from the larger and older set of extensions.",
        cost="With FastAPI, some parts are chosen for you, and there are fewer extensions.",
        sources=("practices", "guide", "api", "overview"),
    ),
    Rule(
        name="conventions",
        applies=lambda answers: answers.style is Style.CONVENTIONS,
        favours=FASTAPI,
        weight=1,
        text="FastAPI has opinions, which makes it easier to keep the code of a team consistent.",
        cost="With Flask, a team agrees on its own conventions and holds to them.",
        sources=("api", "guide"),
    ),
    Rule(
        name="flask-experience",
        applies=_knows_flask,
        favours=FLASK,
        weight=2,
        text="The team knows Flask, and what it has learned and built with it counts.",
        cost="With FastAPI, that experience carries over in part only.",
        sources=("guide", "api"),
    ),
    Rule(
        name="async-ready",
        applies=lambda answers: is_typed(answers) and is_async(answers),
        favours=FASTAPI,
        weight=2,
        text="The team is comfortable with type hints and async, which in practice decides a new project.",
        cost="With Flask, the team's practice with async has little use.",
        sources=("guide",),
    ),
    Rule(
        name="steep-start",
        applies=_is_new_to_fastapi,
        favours=FLASK,
        weight=2,
        text="FastAPI asks for type hints, Pydantic and async first; Flask is easier to learn.",
        cost="With FastAPI, plan the time to learn these before the first endpoint.",
        sources=("guide", "practices", "overview"),
        against=("features", "FastAPI is the easier one to learn."),
    ),
    Rule(
        name="stable-flask",
        applies=lambda answers: answers.existing_code is ExistingCode.FLASK_KEEP,
        favours=FLASK,
        weight=4,
        text="A Flask system that runs and is stable is often right exactly as it is.",
        cost="With FastAPI, you run and keep up two frameworks side by side.",
        sources=("guide",),
    ),
    Rule(
        name="incremental-migration",
        applies=lambda answers: answers.existing_code is ExistingCode.FLASK_MIGRATE,
        favours=FASTAPI,
        weight=4,
        text="New endpoints can be FastAPI while Flask serves the old ones, and these move path by path; "
        "a WSGI app can be mounted under it.",
        cost="With Flask, whatever is added now has to move later as well.",
        sources=("guide", "features"),
    ),
    Rule(
        name="few-endpoints",
        applies=_is_few_endpoints,
        favours=FLASK,
        weight=1,
        text="A microservice with a few endpoints needs no more than Flask's small core.",
        cost="With FastAPI, a few endpoints bring more with them than they need.",
        sources=("features",),
        against=("guide", "a microservice is a case for FastAPI."),
    ),
)
