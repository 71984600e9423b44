"""Bringing a live code into WeCom: claim and commit, call outside, record what WeCom said.

A code is written only when its list, or whether it skips the staff's consent, differs from what
is live. Until WeCom has said yes the old list stands, here as there.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import httpx

from siyu.acquisition import queries
from siyu.acquisition.events import LiveCodePublished
from siyu.acquisition.models import LiveCode
from siyu.acquisition.refreshing import differs
from siyu.channels.wecom.errors import WecomRefused
from siyu.channels.wecom.service import Client, client_for
from siyu.kit.errors import Problem, Unreachable
from siyu.kit.ids import new_id
from siyu.platform.access import Actor
from siyu.platform.clock import real_now
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work, no_work_open

ACTOR = Actor.system("live_codes")
LEASE = timedelta(seconds=120)
"""Longer than a call with all its retries, so that two are never on their way."""
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 5, 300
REMARK_LENGTH = 30
MOST_PICTURE_BYTES = 1_000_000
PICTURE_SECONDS = 10.0
A_DAY_SECONDS = 86_400


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One write to WeCom, as it was when it was claimed.

    `tried_since` is set when an earlier try to make the code may have got through.
    """

    code_id: UUID
    key: UUID
    state: str
    remark: str
    userids: tuple[str, ...]
    skip_verify: bool
    config_id: str | None
    qr_url: str | None
    differs: bool
    tried_since: datetime | None


@dataclass(frozen=True, kw_only=True)
class Written:
    """What WeCom has said; `problem` is why the rest is missing."""

    config_id: str | None = None
    qr_url: str | None = None
    done: bool = False
    picture: tuple[bytes, str] | None = None
    problem: Problem | None = None


def publish_next(runtime: Runtime, tenant_id: UUID) -> bool:
    """Write one code that differs; False when none does or all wait."""
    with runtime.work(tenant_id, actor=ACTOR) as work:
        claim = claim_next(work)
    if claim is None:
        return False
    written = write(claim, lambda: client_for(runtime, tenant_id))
    with runtime.work(tenant_id, actor=ACTOR) as work:
        record(work, claim, written)
    return True


def claim_next(work: Work) -> Claim | None:
    """Take the next code that differs, for as long as the lease."""
    real = real_now()
    code = work.session.scalars(queries.unpublished(work, real)).first()
    if code is None:
        return None
    code.lease_key, code.lease_until = new_id(), real + LEASE
    tried = code.creating_since
    if code.config_id is None and code.stale:
        code.creating_since = tried or work.now()
    return Claim(
        code_id=code.id,
        key=code.lease_key,
        state=code.wecom_state,
        remark=code.name[:REMARK_LENGTH],
        userids=tuple(code.wanted_userids),
        skip_verify=code.wanted_skip_verify,
        config_id=code.config_id,
        qr_url=code.qr_url,
        differs=code.stale,
        tried_since=tried,
    )


def write(claim: Claim, client: Callable[[], Client]) -> Written:
    """Make or change the code in WeCom, and fetch its picture. Outside any Work."""
    no_work_open()
    written = Written(config_id=claim.config_id, qr_url=claim.qr_url)
    try:
        if claim.differs:
            written = _put(claim, client())
        if claim.config_id is None or not claim.differs:
            written = replace(written, picture=picture_at(written.qr_url or ""))
    except Problem as problem:
        return replace(written, problem=problem)
    return written


def _put(claim: Claim, client: Client) -> Written:
    ways = client.contact_ways
    known = claim.config_id or _made_before(claim, client)
    if known is None:
        made = ways.add(
            claim.userids, state=claim.state, remark=claim.remark, skip_verify=claim.skip_verify
        )
        return Written(config_id=made.config_id, qr_url=made.qr_code, done=True)
    ways.update(known, staff=claim.userids, skip_verify=claim.skip_verify)
    qr_url = claim.qr_url or ways.get(known).qr_code
    return Written(config_id=known, qr_url=qr_url, done=True)


def _made_before(claim: Claim, client: Client) -> str | None:
    """The code an earlier try made without our hearing of it: found by its mark."""
    if claim.tried_since is None:
        return None
    since = int(claim.tried_since.timestamp()) - A_DAY_SECONDS
    for page in client.contact_ways.all_since(since):
        for config_id in page.config_ids:
            if client.contact_ways.get(config_id).state == claim.state:
                return config_id
    return None


def picture_at(url: str) -> tuple[bytes, str]:
    """The picture of a code, which WeCom gives as an address. Raises Unreachable."""
    no_work_open()
    try:
        with httpx.Client(timeout=PICTURE_SECONDS, trust_env=False) as http:
            answer = http.get(url)
            answer.raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Unreachable(service="WeCom") from error
    media_type = answer.headers.get("content-type", "").partition(";")[0]
    if not media_type.startswith("image/") or len(answer.content) > MOST_PICTURE_BYTES:
        raise Unreachable(service="WeCom")
    return answer.content, media_type


def record(work: Work, claim: Claim, written: Written) -> None:
    """Keep what WeCom said; if something else is wanted by now, it is written next."""
    code = work.get(LiveCode, claim.code_id, lock=True)
    if code.lease_key != claim.key:
        return
    code.lease_key, code.lease_until = None, None
    if written.done:
        _keep(work, code, claim, written)
    if written.picture is not None:
        code.qr_picture, code.qr_media_type = written.picture
    _keep_problem(code, written.problem)
    code.stale = differs(code)


def _keep(work: Work, code: LiveCode, claim: Claim, written: Written) -> None:
    is_new = code.config_id is None
    code.config_id, code.qr_url = written.config_id, written.qr_url
    code.live_userids, code.live_skip_verify = list(claim.userids), claim.skip_verify
    code.creating_since = None
    if is_new:
        code.published_at, code.qr_media_type = work.now(), None
        work.emit(LiveCodePublished(live_code_id=code.id))


def _keep_problem(code: LiveCode, problem: Problem | None) -> None:
    if problem is None:
        code.failures, code.retry_at, code.problem = 0, None, None
        return
    if isinstance(problem, WecomRefused) and problem.outcome.name == "unknown_way":
        code.config_id = None  # WeCom lost it: the next try makes it anew, under the same mark
    wait = min(FIRST_WAIT_SECONDS * 2**code.failures, LONGEST_WAIT_SECONDS)
    code.failures = min(code.failures + 1, 10)
    code.retry_at = real_now() + timedelta(seconds=wait)
    code.problem = {
        "code": problem.code,
        "en": problem.sentence("en"),
        "zh": problem.sentence("zh-CN"),
    }
