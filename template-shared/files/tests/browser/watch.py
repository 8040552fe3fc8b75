"""What a page must never do, whatever it is that is tested."""

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError

# The status of a page; whether it is the right one is for the test to say.
STATUS_OF_PAGE = "Failed to load resource: the server responded with a status of"


class Watch:
    """Notes errors in the console, blocked content, failed files and requests to other hosts."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.problems: list[str] = []
        self._url = url
        context.on("console", self._on_console)
        context.on("weberror", self._on_error)
        context.on("request", self._on_request)
        context.on("response", self._on_response)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(STATUS_OF_PAGE):
            self.problems.append(f"console: {message.text}")

    def _on_error(self, error: WebError) -> None:
        self.problems.append(f"script: {error.error}")

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self._url}/", "data:")):
            self.problems.append(f"other host: {request.url}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self.problems.append(f"{response.status}: {response.url}")
