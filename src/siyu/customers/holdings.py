"""What becomes of the rows of customers when people become one, part, ask for theirs, or go."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from siyu.customers import people
from siyu.customers.models import Consent, ErasedAccount, FriendAdd, Identity, Relation, WecomWrite
from siyu.customers.tag_models import TagAssignment
from siyu.platform.holdings import folding, moving
from siyu.platform.work import Work


def _accounts(work: Work, customer_id: UUID) -> Sequence[Mapping[str, Any]]:
    """The accounts of a person, with where they are known from."""
    mine = work.scope(Identity).where(Identity.customer_id == customer_id)
    return [
        {
            "kind": one.kind,
            "value": people.value_of(work, one),
            "evidence": one.evidence,
            "weight": one.weight,
            "seen_at": one.seen_at.isoformat(),
        }
        for one in work.session.scalars(mine.order_by(Identity.seen_at))
    ]


def _nothing(_work: Work, _customer_id: UUID) -> Sequence[Mapping[str, Any]]:
    return []


def _stays(_work: Work, _customer_id: UUID) -> None:
    """It says only that someone was erased."""


BY_RELATION = ("relation_id", "relations")
HOLDINGS = (
    replace(moving(Identity, passing=True, along=("id", "identities")), export=_accounts),
    moving(
        Relation,
        personal=("remark", "description"),
        hidden=("account",),
        along=("id", "relations"),
    ),
    moving(FriendAdd, along=BY_RELATION),
    folding(TagAssignment, ("tag_id",)),
    folding(Consent, ("purpose", "channel", "at", "granted")),
    moving(WecomWrite, passing=True, along=BY_RELATION),
    replace(moving(ErasedAccount), export=_nothing, erase=_stays),
)
