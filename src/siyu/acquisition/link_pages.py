"""Where short links stand: `/l/{code}`, outside the API, for anyone."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from siyu.acquisition.links import LOOK_UP, address, visit
from siyu.acquisition.rules.channels import Channel
from siyu.acquisition.rules.visitors import seen_as
from siyu.platform.access import Actor
from siyu.platform.http import TheRuntime, counting

router = APIRouter(include_in_schema=False)
ACTOR = Actor.system("short_link")
FRESH = {"cache-control": "no-store", "referrer-policy": "strict-origin-when-cross-origin"}
UNKNOWN = """<!doctype html><html lang="zh-CN"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>链接已失效 · This link leads nowhere</title>
<style>
body{margin:0;min-height:100vh;display:grid;place-items:center;background:#f7f5f2;color:#24211e;
font:16px/26px system-ui,sans-serif;text-align:center}
main{padding:24px;max-width:420px}
h1{font-size:20px;line-height:28px;margin:0}
p{color:#6d665e;margin:8px 0 0}
section+section{margin-top:32px}
</style>
<main><section><h1>链接已失效</h1>
<p>它可能已结束，或少输了一个字符。请向给你链接的人要一个新的。</p></section>
<section lang="en"><h1>This link leads nowhere</h1><p>It may have ended, or a letter is missing.
Ask whoever gave it to you for a new one.</p></section></main></html>"""


@router.get("/l/{code}")
@router.head("/l/{code}")
def follow(
    code: str, request: Request, runtime: TheRuntime, _counting: Annotated[None, Depends(counting)]
) -> Response:
    """Lead to where a link points, and keep the click: one indexed read, one row, one commit."""
    with runtime.sessions.begin() as session:
        link = session.execute(LOOK_UP, {"code": code}).one_or_none() if code.isalnum() else None
        if link is None:
            return HTMLResponse(UNKNOWN, status_code=404, headers=FRESH)
        with runtime.joined(session, link.tenant_id, ACTOR) as work:
            visit(work, link.id, seen_as(request.method, request.headers))
    target = address(link.target, Channel(link.channel), link.mark, link.code, link.term)
    return RedirectResponse(target, status_code=302, headers=FRESH)
