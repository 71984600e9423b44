"""Every metric can be asked as its declaration says; kept answers are as fresh as they say."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from siyu.app import DOMAINS, registry
from siyu.insight import answers, figures
from siyu.insight.answers import Answered
from siyu.insight.figures import FigureQuestion
from siyu.insight.kept import Shelf
from siyu.insight.questions import demand
from siyu.insight.reader import Reader
from siyu.insight.spans import Span
from siyu.platform.domain import Domain
from siyu.platform.metrics import Metric, Ratio, Tally
from siyu.platform.registry import collect
from tests.insight.store import Scene

SPAN = Span(date(2026, 3, 1), date(2026, 3, 2))


def test_every_metric_is_answered_in_every_part_it_names(scene: Scene) -> None:
    reader = scene.fresh([])
    for metric in registry().metrics.values():
        for by in (None, *metric.by):
            question = FigureQuestion(span=SPAN, metric=metric.name, by=by)
            demand(figures.faults(question, reader))
            (whole,) = figures.answer(question, reader).parts
            assert whole.total in (0, None), metric.name


def declared(**more: Any) -> Metric:
    told = {"title_en": "M", "title_zh": "数", "means_en": "m", "means_zh": "数", "unit": "count"}
    return Metric(name="made_up", **{**told, **more})


def test_a_metric_that_divides_what_is_not_there_is_refused_at_start() -> None:
    card = Domain(name="made_up", metrics=(declared(of=Ratio("orders", "nothing")),))
    with pytest.raises(ValueError, match="divides what is no plain metric: nothing"):
        collect((*DOMAINS, card))


def test_people_are_not_added_up() -> None:
    with pytest.raises(ValueError, match="counted twice"):
        declared(of=(Tally(("OrderPlaced",), "people"), Tally(("FriendAdded",), "people")))


def test_an_answer_is_kept_until_something_new_has_come(scene: Scene) -> None:
    made: list[Any] = []
    reader = scene.fresh([])
    question = FigureQuestion(span=SPAN, metric="orders")

    def make(asked: Any, reader: Reader) -> Answered:
        made.append(asked)
        return answers.answer(asked, reader)

    shelf: Shelf[Answered] = Shelf(seconds=0.0)
    first = shelf.answer(question, reader, make)
    assert shelf.answer(question, reader, make) is first
    assert shelf.answer(replace(question, metric="sales"), reader, make) is not first
    assert len(made) == 2
    come = "INSERT INTO listener_cursors (name, xid, id, failures) VALUES (:name, 7, 1, 0)"
    for many, shard in enumerate(("warehouse:0/2:new", "warehouse:1/2:new"), 3):
        scene.work.session.execute(text(come), {"name": shard})
        assert shelf.answer(question, reader, make) is not first
        assert len(made) == many
