"""Turns imports into what the API shows."""

from collections.abc import Mapping, Sequence
from typing import Any

from siyu.kit.errors import Problem
from siyu.platform.access import Principal
from siyu.platform.declarations import Intake
from siyu.platform.intake import files, imports, mapping, memos, tables, trials
from siyu.platform.intake.models import Import, ImportBatch, ImportState
from siyu.platform.intake.schemas import (
    ExampleOut,
    ImportOut,
    ImportPageOut,
    ImportTrialOut,
    IntakeOut,
    PlaceOut,
    ReasonOut,
    SampleOut,
)
from siyu.platform.people import actor_words
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work

MOST_KEPT_SHOWN = 50


def intakes(work: Work, runtime: Runtime, principal: Principal, language: str) -> list[IntakeOut]:
    """What this reader may bring in."""
    return [
        IntakeOut(
            name=one.name,
            title=one.title(language),
            fields=fields(imports.of_brand(work, one), language),
        )
        for one in runtime.registry.intakes.values()
        if one.permission in principal.permissions
    ]


def fields(intake: Intake, language: str) -> list[PlaceOut]:
    return [
        PlaceOut(name=one.name, title=one.title(language), needed=one.needed)
        for one in mapping.places(intake.row)
    ]


def lines(runtime: Runtime, work: Work, found: Sequence[Import], language: str) -> list[ImportOut]:
    """Imports in a list."""
    words = actor_words(work, runtime.registry, [one.actor for one in found], language)
    return [ImportOut(**_shared(runtime, one, words, language)) for one in found]


def _shared(
    runtime: Runtime, found: Import, words: Mapping[str, str], language: str
) -> dict[str, Any]:
    intake = runtime.registry.intakes.get(found.intake)
    names = (
        "id intake file_name state actor uploaded_at started_at ended_at total_rows taken merged"
        " refused given_back kept problem"
    )
    shown = {name: getattr(found, name) for name in names.split()}
    return shown | {
        "actor_words": words[found.actor],
        "intake_title": intake.title(language) if intake else found.intake,
        "state_words": _words(found.state, language),
        "progress": progress(found),
        "deleted_after": None if found.swept_at else _deleted_after(found),
        "can_undo": found.state in imports.OVER and found.swept_at is None and found.rows > 0,
    }


def _words(state: str, language: str) -> str:
    return ImportState(state).said(language) if state in set(ImportState) else state


def _deleted_after(found: Import) -> Any:
    return (found.ended_at or found.uploaded_at) + files.KEPT


def progress(found: Import) -> float | None:
    """How much of the work at hand is done, by rows where they were counted, else by bytes."""
    match found.state:
        case ImportState.UNDOING:
            return (found.given_back + found.kept) / max(found.taken + found.merged, 1)
        case ImportState.RUNNING if found.total_rows:
            return min(found.rows / found.total_rows, 1)
        case ImportState.RUNNING | ImportState.CHECKING:
            return min(found.read_bytes / max(found.size_bytes, 1), 1)
    return None


def page(runtime: Runtime, work: Work, found: Import, language: str) -> ImportPageOut:
    """One import with the first rows of its file, while there is a file."""
    intake = runtime.registry.intakes.get(found.intake)
    intake = imports.of_brand(work, intake) if intake else None
    places = mapping.places(intake.row) if intake else []
    words = actor_words(work, runtime.registry, [found.actor], language)
    return ImportPageOut(
        **_shared(runtime, found, words, language),
        format=found.format,
        encoding=found.encoding,
        delimiter=found.delimiter,
        size_bytes=found.size_bytes,
        headings=found.headings,
        samples=_samples(runtime, found),
        fields=fields(intake, language) if intake else [],
        columns=found.columns,
        missing=[one.name for one in mapping.unmatched(places, found.columns)],
        trial=_trial(work, found),
        kept_rows=_kept(work, found),
    )


def _samples(runtime: Runtime, found: Import) -> list[SampleOut]:
    if found.state not in imports.OPEN or found.position:
        return []
    try:
        with files.opened(runtime, found.id) as file:
            rows = tables.top(file, imports.format_of(found)).rows
    except Problem:
        return []
    return [SampleOut(row=number, cells=cells) for number, cells in rows]


def _trial(work: Work, found: Import) -> ImportTrialOut | None:
    trial = trials.opened(work.secrets, found.trial)
    if trial is None:
        return None
    return ImportTrialOut(
        taken=trial.taken,
        merged=trial.merged,
        refused=trial.refused,
        reasons=[
            ReasonOut(
                message=one.message,
                rows=one.rows,
                examples=[ExampleOut(row=at.row, message=at.message) for at in one.examples],
            )
            for one in sorted(trial.reasons, key=lambda one: -one.rows)
        ],
    )


def _kept(work: Work, found: Import) -> list[ExampleOut]:
    """The first rows that an undo could not give back."""
    if not found.kept:
        return []
    mine = work.scope(ImportBatch).where(
        ImportBatch.import_id == found.id, ImportBatch.kept.is_not(None)
    )
    batches = work.session.scalars(mine.order_by(ImportBatch.position).limit(MOST_KEPT_SHOWN))
    kept = [one for batch in batches for one in memos.opened_refusals(work.secrets, batch.kept)]
    return [ExampleOut(row=one.row, message=one.message) for one in kept[:MOST_KEPT_SHOWN]]
