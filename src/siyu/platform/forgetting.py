"""The trail and the queue name ids; where a person's value stands in them all the same, it goes."""

import json
from collections.abc import Iterator, Sequence

from sqlalchemy import text, update

from siyu.platform.audit import AuditEntry
from siyu.platform.declarations import Erased, Trace
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
    # Lists made before quote this person; whoever needs one makes it again.
    work.enqueue("exports.sweep", whole=True)


def _drop_answers(work: Work, quoted: Sequence[str]) -> None:
    """Answers kept for repeats are sealed, so each is opened and read."""
    for kept in work.session.scalars(work.scope(KeptAnswer)):
        said = work.secrets.open(kept.body_sealed)
        if any(value in said for value in quoted):
            work.session.delete(kept)


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
