"""What other domains ask of insight."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from siyu.insight import segments, worth_channels, worth_person
from siyu.insight.kept import Shelf
from siyu.insight.reader import Reader
from siyu.insight.spans import Span
from siyu.insight.worth import Fits, LifetimeQuestion
from siyu.insight.worth_answers import FitCaution, LikelyMoney, NoFit, cautions_of, no_fit_of
from siyu.insight.worth_channels import SourceWorth
from siyu.kit.instants import zone
from siyu.organisation import service as organisation
from siyu.platform.registry import Registry
from siyu.platform.work import Work

__all__ = ["FitCaution", "LikelyMoney", "NoFit", "SourceWorth", "SourcesWorth", "sources_worth"]
fits: Shelf[Fits] = Shelf(most=50)


@dataclass(frozen=True)
class SourcesWorth:
    """By source id as text; `refused` says why nothing is expected of anyone."""

    sources: dict[str, SourceWorth]
    refused: NoFit | None
    cautions: tuple[FitCaution, ...]
    statements: tuple[str, ...]


def reader_of(work: Work, registry: Registry) -> Reader:
    """The reader of a request."""
    facts = organisation.tenant_facts(work)
    return Reader(work, registry, zone(facts.zone), facts.currency, segments=segments.among)


def sources_worth(
    work: Work,
    registry: Registry,
    first: date,
    last: date,
    above: Mapping[str, Sequence[str]],
    *,
    horizon_days: int,
    margin_rate: float,
) -> SourcesWorth:
    """What the people won from `first` to `last` have left and will. Raises Unreachable.

    `above` has for each source in sight itself and all above it; each counts all below it. The
    model is that of all first buyers in sight of the three years up to today.
    """
    reader = reader_of(work, registry)
    today = reader.today
    question = LifetimeQuestion(
        span=Span(today - timedelta(days=worth_person.LOOK_BACK_DAYS), today),
        horizon_days=horizon_days,
        margin_rate=margin_rate,
    )
    of_all = fits.answer(question, reader, worth_person.fits)
    found = worth_channels.of_sources(question, Span(first, last), of_all, above, reader)
    refused = no_fit_of(of_all.purchases) or no_fit_of(of_all.spend)
    return SourcesWorth(found, refused, cautions_of(of_all.cautions), tuple(reader.ran))
