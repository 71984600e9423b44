"""Where pages load the snippet and tell what happens: `/t/{key}`, outside the API, for anyone."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from siyu.insight.tracking import service, snippet, wire
from siyu.insight.tracking.outcomes import HitOutcome
from siyu.platform.http import TheRuntime, counting

router = APIRouter(include_in_schema=False)
Counting = Annotated[None, Depends(counting)]

# No credentials are asked for, so any page may read the status; whose page it was is judged by us.
OPEN = {
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
    "x-content-type-options": "nosniff",
}
PREFLIGHT = {
    **OPEN,
    "access-control-allow-methods": "POST",
    "access-control-allow-headers": "content-type",
    "access-control-max-age": "86400",
}
STATUS = {HitOutcome.FOREIGN_ORIGIN: 403, HitOutcome.TOO_LARGE: 413, HitOutcome.TOO_FAST: 429}


async def bounded(request: Request) -> bytes | None:
    """The body, or None for one of more than 64 KB, of which the rest is not read."""
    got = bytearray()
    async for piece in request.stream():
        got += piece
        if len(got) > wire.MOST_BYTES:
            return None
    return bytes(got)


Body = Annotated[bytes | None, Depends(bounded)]


@router.get("/t/{key}.js")
@router.head("/t/{key}.js")
def load(key: str, request: Request, runtime: TheRuntime, _counting: Counting) -> Response:
    """The snippet of a site; where it was removed or not built, an answer without one."""
    site = service.site_of(runtime, key) if key.isalnum() else None
    text = snippet.script(site) if site else None
    if text is None:
        return Response(status_code=404, headers=OPEN)
    tag = snippet.tag(text)
    kept = {**OPEN, "etag": tag, "cache-control": f"public, max-age={snippet.MOST_AGE_SECONDS}"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=kept)
    return Response(text, headers=kept, media_type="text/javascript; charset=utf-8")


@router.options("/t/{key}")
def allow(key: str) -> Response:
    """What a browser asks before it sends anything but plain text."""
    return Response(status_code=204, headers=PREFLIGHT)


@router.post("/t/{key}")
def collect(
    key: str, request: Request, body: Body, runtime: TheRuntime, _counting: Counting
) -> Response:
    """Take what a page tells; refused events are counted, and the page is not told of them."""
    site = service.site_of(runtime, key) if key.isalnum() else None
    if site is None:
        return Response(status_code=404, headers=OPEN)
    address = request.client.host if request.client else ""
    told = service.receive(runtime, site, service.Request(request.headers, address, body))
    status = next((STATUS[one] for one in told if one in STATUS), 204)
    return Response(status_code=status, headers=OPEN)
