"""The doctor: tries what the product needs from WeCom and says what mends each thing that fails.

Every check stands alone and only reads. Nothing is asked with a wrong secret more than once: WeCom
blocks an address that keeps trying.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from uuid import UUID

import httpx

from siyu.channels.wecom import findings, protocol
from siyu.channels.wecom.client import Client
from siyu.channels.wecom.connector import CONNECT_SECONDS
from siyu.channels.wecom.errors import NotConnected, WecomRefused
from siyu.channels.wecom.findings import Finding
from siyu.channels.wecom.models import WecomConnection
from siyu.channels.wecom.outcomes import BAD_CREDENTIAL, UNTRUSTED_IP
from siyu.channels.wecom.service import client_for
from siyu.kit.errors import Problem
from siyu.platform.access import Actor
from siyu.platform.clock import real_now
from siyu.platform.runtime import Runtime

CLOCK_SECONDS = 60
HANDSHAKE_SECONDS = 5.0
ACTOR = Actor.system("wecom-doctor")
NEEDED: tuple[tuple[str, Callable[[Client], object]], ...] = (
    ("department/simplelist", lambda client: client.directory.department_ids()),
    ("externalcontact/get_corp_tag_list", lambda client: client.tags.groups()),
    (
        "externalcontact/list_contact_way",
        lambda client: client.contact_ways.list_since(int(real_now().timestamp()) - 86_400),
    ),
)


@dataclass(frozen=True)
class _Patient:
    client: Client
    connection_id: UUID
    base_url: str
    corp_id: str
    token: str
    aes_key: str
    public_url: str


def examine(runtime: Runtime, tenant_id: UUID) -> tuple[Finding, ...]:
    """Every check, in the order a person mends them. Raises NotConnected."""
    patient = _patient(runtime, tenant_id)
    found = [_clock(patient), *_credentials(patient), _callback(patient)]
    if all(one.is_well for one in found if one.check in {"credentials", "trusted_address"}):
        found += [_rights(patient.client), _staff(patient.client), _contact(patient.client)]
    else:
        found += [findings.skipped(check) for check in ("rights", "staff", "customer_contact")]
    return tuple(found)


def _patient(runtime: Runtime, tenant_id: UUID) -> _Patient:
    client = client_for(runtime, tenant_id)
    with runtime.work(tenant_id, actor=ACTOR) as work:
        row = work.session.scalar(work.scope(WecomConnection))
        if row is None:
            raise NotConnected
        return _Patient(
            client=client,
            connection_id=row.id,
            base_url=row.base_url,
            corp_id=row.corp_id,
            token=work.secrets.open(row.callback_token_sealed),
            aes_key=work.secrets.open(row.aes_key_sealed),
            public_url=runtime.settings.public_url.rstrip("/"),
        )


def _clock(patient: _Patient) -> Finding:
    """Compare with the Date that WeCom's own answers carry, whatever they say."""
    try:
        answer = httpx.get(
            f"{patient.base_url}/cgi-bin/get_api_domain_ip",
            timeout=HANDSHAKE_SECONDS,
            trust_env=False,
        )
        theirs = parsedate_to_datetime(answer.headers["date"]).astimezone(UTC)
    except (httpx.HTTPError, KeyError, ValueError):
        return findings.unreachable("clock", patient.base_url)
    seconds = round((real_now() - theirs).total_seconds())
    return findings.clock(seconds, within=CLOCK_SECONDS)


def _credentials(patient: _Patient) -> list[Finding]:
    """A fresh token, past the one that is kept: an old one would hide a changed secret."""
    try:
        patient.client.connector.new_token()
    except WecomRefused as refused:
        if refused.outcome is UNTRUSTED_IP:
            return [findings.skipped("credentials"), findings.refused("trusted_address", refused)]
        credentials = findings.refused("credentials", refused)
        return [credentials, findings.skipped("trusted_address")]
    except Problem as problem:
        return [findings.failed("credentials", problem), findings.skipped("trusted_address")]
    return [findings.well("credentials"), _trusted(patient.client)]


def _trusted(client: Client) -> Finding:
    try:
        client.pages.api_addresses()
    except WecomRefused as refused:
        # A dead or wrong credential is another check's finding.
        if refused.outcome in {UNTRUSTED_IP, BAD_CREDENTIAL}:
            return findings.refused("trusted_address", refused)
    except Problem as problem:
        return findings.failed("trusted_address", problem)
    return findings.well("trusted_address")


def _callback(patient: _Patient) -> Finding:
    """Shake hands with ourselves from outside, as WeCom does when the address is saved."""
    if not patient.public_url:
        return findings.no_public_url()
    url = f"{patient.public_url}/callbacks/wecom/{patient.connection_id}"
    said = secrets.token_hex(8)
    query = handshake(patient.token, patient.aes_key, patient.corp_id, said, real_now())
    try:
        timeout = httpx.Timeout(HANDSHAKE_SECONDS, connect=CONNECT_SECONDS)
        answer = httpx.get(url, params=query, timeout=timeout)
    except (httpx.HTTPError, httpx.InvalidURL):
        return findings.callback(url, answered="")
    if answer.status_code != 200 or answer.text != said:
        return findings.callback(url, answered=f"HTTP {answer.status_code}")
    return findings.well("callback")


def handshake(token: str, aes_key: str, corp_id: str, said: str, now: datetime) -> dict[str, str]:
    """The parameters of a handshake that expects `said` back."""
    echostr = protocol.encrypt(aes_key, said, corp_id)
    timestamp, nonce = str(int(now.timestamp())), secrets.token_hex(5)
    signature = protocol.signature(token, timestamp, nonce, echostr)
    return {
        "msg_signature": signature,
        "timestamp": timestamp,
        "nonce": nonce,
        "echostr": echostr,
    }


def _rights(client: Client) -> Finding:
    for call, ask in NEEDED:
        try:
            ask(client)
        except WecomRefused as refused:
            return findings.refused("rights", refused, call=call)
        except Problem as problem:
            return findings.failed("rights", problem)
    return findings.well("rights")


def _staff(client: Client) -> Finding:
    try:
        departments = client.directory.department_ids()
        seen = sum(len(client.directory.staff_names(one.id)) for one in departments[:20])
    except WecomRefused as refused:
        return findings.refused("staff", refused)
    except Problem as problem:
        return findings.failed("staff", problem)
    return findings.well("staff", seen=seen) if seen else findings.nobody_seen()


def _contact(client: Client) -> Finding:
    try:
        enabled = client.customers.staff_with_customer_contact()
    except WecomRefused as refused:
        return findings.refused("customer_contact", refused)
    except Problem as problem:
        return findings.failed("customer_contact", problem)
    seen = len(enabled)
    return findings.well("customer_contact", seen=seen) if seen else findings.nobody_enabled()
