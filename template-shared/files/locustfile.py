"""What `poe load` does to a server that runs: people register, sign in, and add and look through items.

Start the server with RATE_LIMIT_ENABLED=false, as all of these come from one address. They leave accounts
behind, so let it have a database of its own.
"""

import secrets

from locust import HttpUser, between, task
from locust.exception import StopUser

API = "/api/v1"


class Visitor(HttpUser):
    """Somebody with an account of his own."""

    host = "http://127.0.0.1:8000"
    wait_time = between(0.5, 2)

    def on_start(self) -> None:
        email, password = f"{secrets.token_hex(8)}@example.com", secrets.token_urlsafe(24)
        self.client.post(f"{API}/auth/register", json={"email": email, "password": password})
        form = {"username": email, "password": password}
        answer = self.client.post(f"{API}/auth/login", data=form)
        if answer.status_code != 200:
            raise StopUser
        self.client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"

    @task(5)
    def look_through_items(self) -> None:
        self.client.get(f"{API}/items", params={"sort": "-price", "per_page": 50}, name=f"{API}/items")

    @task(2)
    def search_items(self) -> None:
        self.client.get(f"{API}/items", params={"keyword": "lamp"}, name=f"{API}/items?keyword=")

    @task(3)
    def add_item(self) -> None:
        item = {"name": f"Lamp {secrets.randbelow(1000)}", "price": "12.50", "category": "home"}
        self.client.post(f"{API}/items", json=item)
