"""Turns what is known of who is whom into what the API shows."""

from collections.abc import Sequence
from uuid import UUID

from siyu.customers import lists, merging, people, suggestions
from siyu.customers.events import Proof
from siyu.customers.identity_schemas import (
    ErasureOut,
    IdentityPageOut,
    MergeOut,
    PreviewOut,
    RowsOut,
    SharedOut,
    SplitOut,
    SuggestionOut,
)
from siyu.customers.merging import Preview
from siyu.customers.models import Merge, Suggestion
from siyu.customers.splitting import Split
from siyu.customers.suggestions import Shared
from siyu.platform.http import Ref
from siyu.platform.work import Work


def suggested(work: Work, rows: Sequence[Suggestion]) -> list[SuggestionOut]:
    """Suggestions with the names of the two."""
    names = people.names(work, [id for row in rows for id in (row.one_id, row.other_id)])
    return [
        SuggestionOut(
            id=row.id,
            one=_ref(row.one_id, names),
            other=_ref(row.other_id, names),
            evidence=row.evidence,
            conflict=row.conflict,
            score=row.score,
            found_at=row.found_at,
        )
        for row in rows
    ]


def _ref(id: UUID, names: dict[UUID, str]) -> Ref:
    return Ref(id=id, name=names.get(id, ""))


def shared(work: Work, rows: Sequence[Shared], *, whole: bool) -> list[SharedOut]:
    return [
        SharedOut(
            id=one.row.id,
            kind=one.kind,
            value=lists.shown_value(work, one.identity, whole=whole),
            people=one.people,
            since=one.row.since,
        )
        for one in rows
    ]


def erasure(work: Work, others: Sequence[UUID]) -> ErasureOut:
    names = people.names(work, others)
    return ErasureOut(others=[_ref(id, names) for id in others])


def previewed(work: Work, preview: Preview) -> PreviewOut:
    names = people.all_names(work, [preview.kept_id, preview.gone_id])
    return PreviewOut(
        kept=_ref(preview.kept_id, names),
        gone=_ref(preview.gone_id, names),
        evidence=list(preview.likeness.agree),
        conflict=list(preview.likeness.conflict),
        score=preview.likeness.score,
        rows=[RowsOut(holding=name, count=count) for name, count in preview.rows.items()],
        events=preview.events,
    )


def parted(work: Work, made: Split, language: str) -> SplitOut:
    names = people.all_names(work, [made.kept_id, made.new_id])
    return SplitOut(
        kept=_ref(made.kept_id, names),
        new=_ref(made.new_id, names),
        by_words=made.by.said(language),
        rows=[RowsOut(holding=name, count=count) for name, count in made.rows.items()],
    )


def merged(work: Work, rows: Sequence[Merge], language: str) -> list[MergeOut]:
    """Merges with the names of the two; whoever is gone is named though out of sight."""
    names = people.all_names(work, [id for row in rows for id in (row.kept_id, row.gone_id)])
    return [
        MergeOut(
            id=row.id,
            kept=_ref(row.kept_id, names),
            gone=_ref(row.gone_id, names),
            by_words=Proof(row.by).said(language),
            evidence=row.evidence,
            score=row.score,
            actor=row.actor,
            at=row.at,
            undone_at=row.undone_at,
            stayed=row.stayed,
        )
        for row in rows
    ]


def of_person(work: Work, customer_id: UUID, language: str) -> IdentityPageOut:
    """What is open and what was decided about one person."""
    return IdentityPageOut(
        merges=merged(work, merging.of(work, customer_id), language),
        suggestions=suggested(work, suggestions.of(work, customer_id)),
    )
