"""Who may use the page: browsers on this machine, and only for the page itself."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_OF_THE_APP = ("/api/", "/link/", "/commands/", "/actions/")
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@web.middleware
async def guard(request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> web.StreamResponse:
    """Keep other sites out of the page: a name that is not this machine's, or a request that another page makes."""
    if request.path.startswith(_OF_THE_APP):
        return await handler(request)
    if urlsplit(f"//{request.host}").hostname not in _LOOPBACK:
        return web.Response(status=403, text="This page is for this machine only.")
    if request.method != "GET" and not _from_the_page(request):
        return web.Response(status=403, text="Only the page itself may do this.")
    response = await handler(request)
    if not response.prepared:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
    return response


def _from_the_page(request: web.Request) -> bool:
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"http://{request.host}":
        return False
    # Another site can send a form, but no JSON without asking first, and nobody answers it.
    return request.content_type == "application/json" and request.headers.get("Sec-Fetch-Site", "none") in {"none", "same-origin"}
