"""One person by the model of the brand: still a customer, what is to come, when they buy next."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import numpy as np

from siyu.customers import service as customers
from siyu.insight import buying
from siyu.insight.lifetime.arrays import floats
from siyu.insight.lifetime.fitting import Fit
from siyu.insight.lifetime.forecast import Bounded, Parted, forecast
from siyu.insight.lifetime.histories import Histories, listed
from siyu.insight.lifetime.purchases import next_purchase
from siyu.insight.lifetime.refusals import Refused
from siyu.insight.reader import Reader
from siyu.insight.selection import Bound
from siyu.insight.spans import Span
from siyu.insight.worth import Fits, LifetimeQuestion, asked_of, fits_of, terms_of
from siyu.insight.worth_answers import (
    PersonWorth,
    cautions_of,
    likely,
    likely_money,
    no_fit_of,
)
from siyu.kit.errors import NotFound

LOOK_BACK_DAYS = 3 * 365
"""Whose first purchase lies further back says little of how people buy now."""


def usual(reader: Reader) -> LifetimeQuestion:
    """What is asked where nobody says more: the first buyers of three years, a year ahead."""
    today = reader.today
    return LifetimeQuestion(span=Span(today - timedelta(days=LOOK_BACK_DAYS), today))


def fits(question: LifetimeQuestion, reader: Reader) -> Fits:
    """The models of the people in sight."""
    return fits_of(buying.bought(asked_of(question, reader), reader), question.model)


def demand_seen(reader: Reader, customer_id: UUID) -> None:
    """Raises NotFound for whoever is not in sight, before anything is asked of the warehouse."""
    if not customers.people_shown(reader.work, [customer_id]):
        raise NotFound(what="Customer", id=customer_id)


def of_person(
    question: LifetimeQuestion, customer_id: UUID, of_all: Fits, reader: Reader
) -> PersonWorth:
    """What is expected of someone. Raises NotFound for whoever is not in sight."""
    row = _history(question, customer_id, reader)
    until = asked_of(question, reader).until
    empty = PersonWorth(
        until=until,
        purchases=0,
        first_at=None,
        last_at=None,
        horizon_days=question.horizon_days,
        refused=no_fit_of(of_all.purchases),
        spend_refused=no_fit_of(of_all.spend),
        cautions=cautions_of(of_all.cautions),
        alive_rate=None,
        expected_purchases=None,
        value=None,
        next_at=None,
    )
    if row is None:
        return empty
    first = until - timedelta(days=row["age"])
    seen = replace(
        empty,
        purchases=row["repeats"] + 1,
        first_at=first,
        last_at=first + timedelta(days=row["last"]),
    )
    if isinstance(of_all.purchases, Refused):
        return seen
    return _expected(seen, question, of_all.purchases, of_all, row)


def _expected(
    seen: PersonWorth, question: LifetimeQuestion, often: Fit[Any], of_all: Fits, row: Any
) -> PersonWorth:
    history = listed(row["repeats"], row["last"], row["age"])
    mean = floats([row["spent"] / max(row["repeats"], 1)])
    one = Parted(history, mean, np.zeros((1, 1), dtype=np.int64), 1)
    told = forecast(often, of_all.of_spend, one, terms_of(question))
    return replace(
        seen,
        alive_rate=likely(*_first(told.alive)),
        expected_purchases=likely(*_first(told.purchases)),
        value=likely_money(*_first(told.value)) if told.value else None,
        next_at=_next(often, history, question.horizon_days, seen.until),
    )


def _first(one: Bounded) -> tuple[float, float, float]:
    return float(one.value[0]), float(one.low[0]), float(one.high[0])


def _next(often: Fit[Any], history: Histories, horizon: int, until: date) -> date | None:
    (wait,) = next_purchase(often.model, history, within=horizon).waits
    return None if wait is None else until + timedelta(days=int(np.ceil(wait)))


def _history(question: LifetimeQuestion, customer_id: UUID, reader: Reader) -> Any:
    """The history of someone in sight; None if they never bought."""
    bound = Bound()
    id = bound(str(customer_id), "UUID")
    found = reader.rows(f"SELECT number FROM people FINAL WHERE customer_id = {id}", bound)
    if not found:
        raise NotFound(what="customer", id=customer_id)
    asked = replace(asked_of(question, reader), number=found[0]["number"])
    bound = Bound()
    rows = reader.rows(buying.persons(asked, reader, bound, everyone=True), bound)
    return rows[0] if rows else None
