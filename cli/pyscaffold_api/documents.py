"""The published comparisons that the rules are drawn from."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Document:
    """A comparison of the two frameworks, as it is cited."""

    title: str
    date: str

    def __str__(self) -> str:
        return f"{self.title}, {self.date}"


DOCUMENTS: dict[str, Document] = {
    "guide": Document("Flask vs FastAPI: How to Choose the Right Framework for Your Project", "2026-03-26"),
    "features": Document("FastAPI vs Flask", "feature comparison updated 2022-12-06"),
    "practices": Document("FastAPI vs Flask: Which One Should You Choose?", "2025-08-11"),
    "api": Document("FastAPI vs Flask - Choosing the Right Python Web Framework for Your API", "2025-05-07"),
    "overview": Document("FastAPI vs Flask: which one is better?", "undated"),
}
