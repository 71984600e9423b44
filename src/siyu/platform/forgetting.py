"""Where a person's value stands though no id leads there: the trail, the queue, files, lists."""

import json
from collections.abc import Iterator, Sequence

from sqlalchemy import text, update

from siyu.platform.audit import AuditEntry
from siyu.platform.declarations import Erased, Trace
from siyu.platform.exports.models import ExportRun
from siyu.platform.intake.models import Import
from siyu.platform.kept_answers import KeptAnswer
from siyu.platform.work import Work

HIDDEN = "•••"
LEAST_CHARACTERS = 5
"""A shorter value, such as a name of two characters, is looked for as a whole text only."""

PLACES = (
    "UPDATE audit_entries SET before = CAST(replace(before::text, :value, :hidden) AS jsonb),"
    " after = CAST(replace(after::text, :value, :hidden) AS jsonb) WHERE tenant_id = :tenant"
    " AND (strpos(before::text, :value) > 0 OR strpos(after::text, :value) > 0)",
    "UPDATE later_jobs SET args = CAST(replace(args::text, :value, :hidden) AS jsonb)"
    " WHERE tenant_id = :tenant AND strpos(args::text, :value) > 0",
    "UPDATE procrastinate_jobs SET args = CAST(replace(args::text, :value, :hidden) AS jsonb)"
    " WHERE args->>'tenant_id' = CAST(:tenant AS text) AND strpos(args::text, :value) > 0",
    "UPDATE export_runs SET problem = replace(problem, :value, :hidden)"
    " WHERE tenant_id = :tenant AND strpos(problem, :value) > 0",
    "UPDATE job_reports SET error = replace(error, :value, :hidden)"
    " WHERE strpos(error, :value) > 0",
    "UPDATE listener_cursors SET error = replace(error, :value, :hidden)"
    " WHERE strpos(error, :value) > 0",
)


def erase(work: Work, person: Erased) -> None:
    """Empty the trail of this person, and hide their values wherever else they are quoted."""
    ids = [str(id) for id in person.customer_ids]
    theirs = update(AuditEntry).where(
        AuditEntry.tenant_id == work.tenant_id, AuditEntry.subject_id.in_(ids)
    )
    work.session.execute(theirs.values(before=None, after=None))
    for value, hidden in _quoted(person):
        asked = {"tenant": work.tenant_id, "value": value, "hidden": hidden}
        for place in PLACES:
            work.session.execute(text(place), asked)
    _drop_answers(work, [value for value, _ in _quoted(person)])
    _hide_in_filters(work, person)
    _hide_in_imports(work, person)
    # Files that came or went before may quote this person; whoever needs one makes it again.
    work.enqueue("exports.sweep", whole=True)
    work.enqueue("imports.forget", before=work.now())


def _drop_answers(work: Work, quoted: Sequence[str]) -> None:
    """Answers kept for repeats are sealed, so each is opened and read."""
    for kept in work.session.scalars(work.scope(KeptAnswer)):
        said = work.secrets.open(kept.body_sealed)
        if any(value in said for value in quoted):
            work.session.delete(kept)


def _hide_in_filters(work: Work, person: Erased) -> None:
    """What lists were filtered by is sealed too; that a list was taken away stays."""
    for run in work.session.scalars(work.scope(ExportRun)):
        said = work.secrets.open(run.filter)
        told = said
        for value, hidden in _quoted(person):
            told = told.replace(value, hidden)
        if told != said:
            run.filter = work.secrets.seal(told)


def _hide_in_imports(work: Work, person: Erased) -> None:
    """A file without headings has its first row, a person, where headings are."""
    for found in work.session.scalars(work.scope(Import)):
        found.file_name = _hidden(found.file_name, person)
        found.headings = [_hidden(one, person) for one in found.headings]
        found.problem = _hidden(found.problem, person) if found.problem else None


def _hidden(text: str, person: Erased) -> str:
    values = {value for some in person.values.values() for value in some if value}
    for value in sorted(values, key=len, reverse=True):
        if len(value) >= LEAST_CHARACTERS:
            text = text.replace(value, HIDDEN)
        elif text.strip() == value:
            text = HIDDEN
    return text


def _quoted(person: Erased) -> Iterator[tuple[str, str]]:
    """Each value as JSON writes it, the longest first, and what stands there afterwards."""
    values = {value for some in person.values.values() for value in some if value}
    for value in sorted(values, key=len, reverse=True):
        quoted = json.dumps(value, ensure_ascii=False)
        if len(value) < LEAST_CHARACTERS:
            yield quoted, f'"{HIDDEN}"'
        else:
            yield quoted[1:-1], HIDDEN


TRACE = Trace("trail", erase)
