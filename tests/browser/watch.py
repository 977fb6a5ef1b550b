"""Watching a page: what must never happen, whatever a person does."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

#: The browser reports a refused page (404, 403, 409, 422, 429 ...) as an error; the page itself is what counts then.
REFUSED = "Failed to load resource: the server responded with a status of 4"
#: htmx calls it an error when a newer request takes the place of one under way (typing on, pressing Enter).
OVERTAKEN = ("htmx:afterRequest, ", "htmx:sendAbort, ")


class Watch:
    """Collects errors of the console (refusals by the content-security policy are among them), uncaught exceptions,
    requests to another origin, files that are missing and faults of the server."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.faults: list[str] = []
        self._host = urlsplit(address).netloc
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("page", self._page)

    def _page(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.netloc != self._host and parts.scheme not in ("data", "blob"):
            self.faults.append(f"A request to another origin: {request.url}")

    def _response(self, response: Response) -> None:
        is_page = response.request.is_navigation_request()
        if response.status >= (500 if is_page else 400):
            self.faults.append(f"{response.status} {response.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith((REFUSED, *OVERTAKEN)):
            self.faults.append(f"Console of {message.page.url if message.page else '?'}: {message.text}")
