"""One contract, whatever framework a starter is made with.

The suite speaks HTTP to a server and knows nothing else of it. `pytest -m generated tests/contract` makes,
installs and serves a starter of each framework; `--base-url` or CONTRACT_URL names a server that runs, with
the settings in `starters.py`. What it needs besides, and leaves out when it is not told: the folder of the
mails (`--mail-folder`, CONTRACT_MAILS) and an administrator (`--admin`, CONTRACT_ADMIN: address and
password, separated by a colon).
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from contract.accounts import Account, new_account, sign_in
from contract.client import Client
from contract.starters import Starter, running

FRAMEWORKS = ("fastapi", "flask")
HERE = Path(__file__).parent


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "starter" in metafunc.fixturenames:
        servers = ["given"] if metafunc.config.getoption("base_url") else FRAMEWORKS
        metafunc.parametrize("starter", servers, indirect=True, scope="session")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """To make starters takes minutes; to ask one that runs does not."""
    for item in items:
        if item.path.is_relative_to(HERE) and not config.getoption("base_url"):
            item.add_marker(pytest.mark.generated)


@pytest.fixture(scope="session")
def starter(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Starter]:
    if request.param == "given":
        options = request.config.option
        email, _, password = (options.admin or "").partition(":")
        mails = Path(options.mail_folder) if options.mail_folder else None
        yield Starter(options.base_url.rstrip("/"), mails, (email, password) if email else None)
        return
    if not shutil.which("uv"):
        pytest.skip("uv is not installed")
    with running(request.param, tmp_path_factory.mktemp(request.param)) as starter:
        yield starter


@pytest.fixture
def mailing(starter: Starter) -> Starter:
    """The starter, whose mails can be read."""
    if starter.mails is None:
        pytest.skip("the folder of the mails is not known (--mail-folder)")
    return starter


@pytest.fixture
def client(starter: Starter) -> Client:
    """Somebody who is not signed in, at an address of his own."""
    return Client(starter.url)


@pytest.fixture
def ada(starter: Starter) -> Account:
    """Somebody who has just registered and signed in."""
    return new_account(Client(starter.url))


@pytest.fixture
def eve(starter: Starter) -> Account:
    """Somebody else."""
    return new_account(Client(starter.url))


@pytest.fixture
def admin(starter: Starter) -> Account:
    if starter.admin is None:
        pytest.skip("no administrator is known (--admin)")
    return sign_in(Client(starter.url), *starter.admin)
