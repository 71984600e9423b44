"""Sites on the wire."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from siyu.insight.tracking.outcomes import ConsentMode, HitKind, HitOutcome

Origin = Annotated[str, Field(max_length=200, json_schema_extra={"format": "uri"})]


class SiteForm(BaseModel):
    """A site: `origins` are such as `https://shop.example.com` or `https://*.example.com`."""

    name: Annotated[str, Field(min_length=1, max_length=60, pattern=r"\S")]
    origins: Annotated[list[Origin], Field(max_length=50, json_schema_extra={"minItems": 1})]
    consent: ConsentMode = ConsentMode.NEEDED
    gap_minutes: Annotated[int, Field(ge=1, le=1440)] = 30
    collapse_ids: bool = True
    outbound: bool = False
    respect_signals: bool = True
    enabled: bool = True


class SiteOut(BaseModel):
    """A site and what it told today; `script_url` is what its pages load."""

    id: UUID
    name: str
    key: str
    script_url: str
    origins: list[str]
    consent: ConsentMode
    gap_minutes: int
    collapse_ids: bool
    outbound: bool
    respect_signals: bool
    enabled: bool
    created_at: datetime
    taken_today: int
    refused_today: int
    last_received_at: datetime | None


class SiteMade(SiteOut):
    """A new site with the secret that signs who is whom, shown this once."""

    secret: str


class SitesOut(BaseModel):
    items: list[SiteOut]
    next_cursor: None = None


class SiteSecretOut(BaseModel):
    """A new secret, shown this once; the one before it counts no more."""

    secret: str


class HitOutcomeOut(BaseModel):
    """How often something became of what was told today."""

    outcome: HitOutcome
    words: str
    refused: bool
    count: int


class HitOut(BaseModel):
    """An event as it came in; `named` is the element or the kind of event."""

    kind: HitKind
    words: str
    page: str
    named: str
    number: float | None
    is_customer: bool
    happened_at: datetime
    received_at: datetime


class SiteHitsOut(BaseModel):
    """What came in last, the newest first, and what became of all of today's."""

    items: list[HitOut]
    today: list[HitOutcomeOut]
    next_cursor: None = None
