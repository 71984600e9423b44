from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siyu.audiences.language.catalogue import KnownSegment, catalogue
from siyu.audiences.language.checking import MAX_CONDITIONS, MAX_DEPTH, check
from siyu.audiences.language.conditions import FieldCondition, inside
from siyu.audiences.language.faults import Faults
from siyu.audiences.language.plan import Plan
from tests.audiences.cases import CASES, all_of, any_of, event, field, last, none, where
from tests.audiences.shop import EVENTS, FIELDS, REGULARS, SHOP, VIP, plan
from tests.audiences.worlds import PLACES, definitions
from tests.proofs import rounds

A, B, C = (UUID(int=n) for n in (1, 2, 3))


def codes(definition: object, **more: Any) -> list[tuple[str, str]]:
    found = check(definition, SHOP, **more)
    assert isinstance(found, Faults)
    return [(one.place, one.code) for one in found.of]


def referring(*ids: UUID) -> Any:
    return all_of(*({"kind": "segment", "segment": str(id)} for id in ids))


@pytest.mark.parametrize(
    ("definition", "place", "code"),
    [
        ("people", "$", "not_an_object"),
        ({}, "$", "missing"),
        ({"kind": "al", "of": []}, "$.kind", "not_one_of"),
        ({"kind": 3}, "$.kind", "wrong_type"),
        (all_of(), "$.of", "empty"),
        ({"kind": "all", "of": {}}, "$.of", "wrong_type"),
        ({"kind": "not"}, "$", "missing"),
        (field("spend", "ge", 1), "$.field", "unknown_field"),
        (field("spent", "any_of", ["a"]), "$.op", "op_unfit"),
        (field("spent", "ge"), "$", "missing"),
        (field("spent", "ge", "1"), "$.value", "wrong_type"),
        (field("spent", "ge", 1.5), "$.value", "wrong_type"),
        (field("spent", "ge", True), "$.value", "wrong_type"),
        (field("score", "ge", 0.00001), "$.value", "too_fine"),
        (field("score", "ge", 10**400), "$.value", "out_of_range"),
        (field("score", "ge", float("nan")), "$.value", "out_of_range"),
        (field("spent", "between", [2, 1]), "$.value", "upside_down"),
        (field("spent", "between", [2]), "$.value", "empty"),
        (field("email", "is_set", 1), "$", "unexpected"),
        (field("tags", "any_of", [""]), "$.value[0]", "wrong_type"),
        (field("level", "any_of", ["golden"]), "$.value[0]", "unknown_key"),
        (field("agrees", "is", "yes"), "$.value", "wrong_type"),
        (field("added_at", "before", "1 March"), "$.value", "wrong_type"),
        (field("added_at", "after", "9999-12-31"), "$.value", "out_of_range"),
        (field("added_at", "last_days", 4000), "$.value", "out_of_range"),
        (event("count", "ge", 1, name="Order"), "$.event", "unknown_event"),
        (event("count", "ge", 1.5), "$.value", "wrong_type"),
        (event("count", "is_set", None), "$.op", "op_unfit"),
        (event("count", "ge", 1, of="amount"), "$.property", "property_unasked"),
        (event("sum", "ge", 1), "$", "missing"),
        (event("sum", "ge", 1, of="store_id"), "$.property", "property_unfit"),
        (event("sum", "ge", 1, of="amout"), "$.property", "unknown_property"),
        (event("count", "ge", 1, window=last(0)), "$.window.days", "out_of_range"),
        (event("count", "ge", 1, window={"kind": "week"}), "$.window.kind", "not_one_of"),
        (
            event("count", "ge", 1, where=where("amount", "last_days", 3)),
            "$.where[0].op",
            "op_unfit",
        ),
        (
            {"kind": "sequence", "steps": [{"event": "Ordered"}]},
            "$.steps",
            "empty",
        ),
        (
            {
                "kind": "sequence",
                "steps": [{"event": "Ordered"}] * 2,
                "window": {"kind": "after_event", "event": "Added", "which": "first"},
            },
            "$.window.kind",
            "not_one_of",
        ),
        ({"kind": "segment", "segment": "VIP"}, "$.segment", "wrong_type"),
        ({"kind": "segment", "segment": str(C)}, "$.segment", "unknown_segment"),
        ({"kind": "top", "by": "spent"}, "$", "one_of_two"),
        ({"kind": "top", "by": "spent", "n": 1, "share": 0.1}, "$", "one_of_two"),
        ({"kind": "top", "by": "tags", "n": 1}, "$.by", "unknown_field"),
        ({"kind": "sample", "share": 1, "seed": 1}, "$.share", "out_of_range"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(definition: object, place: str, code: str) -> None:
    assert codes(definition) == [(place, code)]


def test_all_that_is_wrong_is_said_at_once() -> None:
    wrong = all_of(
        field("spend", "ge", 1),
        any_of(event("count", "ge", "two", name="Orders", window=last(0)), {"kind": "sample"}),
        none(field("tags", "has", ["a"])),
    )
    assert codes({**wrong, "off": 1}) == [
        ("$.of[0].field", "unknown_field"),
        ("$.of[1].of[0].event", "unknown_event"),
        ("$.of[1].of[0].window.days", "out_of_range"),
        ("$.of[1].of[1]", "missing"),
        ("$.of[1].of[1]", "missing"),
        ("$.of[2].of.op", "op_unfit"),
        ("$", "unexpected"),
    ]


def test_a_fault_says_what_and_how_to_mend_it_in_both_languages() -> None:
    found = check(field("level", "any_of", ["golden"]), SHOP)
    assert isinstance(found, Faults)
    assert found.of[0].sentence("en") == "“golden” cannot be chosen for “Level”."
    assert found.of[0].mend("en") == "Choose from: gold, silver."
    assert found.of[0].sentence("zh-CN") == "「等级」里没有「golden」。"
    assert found.of[0].mend("zh-CN") == "请从中选择：gold, silver。"


def test_a_name_that_is_nearly_right_is_suggested_first() -> None:
    found = check(field("birth_day", "is_set"), SHOP)
    assert isinstance(found, Faults)
    assert found.of[0].mend("en").startswith("Choose one of: birthday, next_birthday, ")


def test_an_op_that_does_not_fit_lists_those_that_do() -> None:
    found = check(field("birthday", "before", "2026-03-01"), SHOP)
    assert isinstance(found, Faults)
    assert found.of[0].mend("en") == "What can be asked: next_days, is_set, not_set."


def test_segments_that_refer_to_each_other_in_a_circle_are_refused_by_name() -> None:
    segments = (
        KnownSegment(A, "first", referring(B)),
        KnownSegment(B, "second", none(referring(C))),
        KnownSegment(C, "third", referring(A)),
    )
    found = check(referring(B), catalogue(FIELDS, EVENTS, segments), A)
    assert isinstance(found, Faults)
    assert [(one.place, one.code) for one in found.of] == [("$.of[0].segment", "circle")]
    assert found.of[0].en == (
        "The segments refer to each other in a circle: first → second → third → first."
    )
    # Somebody new who refers to one of them is told so, too.
    assert isinstance(check(referring(B), catalogue(FIELDS, EVENTS, segments)), Faults)


def test_a_segment_that_is_wrong_itself_is_named() -> None:
    broken = (KnownSegment(A, "old", field("gone", "is_set")),)
    found = check(referring(A, A), catalogue(FIELDS, EVENTS, broken))
    assert isinstance(found, Faults)
    assert [one.code for one in found.of] == ["segment_unfit", "segment_unfit"]
    assert found.of[0].zh == "人群包「old」本身有误：没有「gone」这个字段。（$.field）"


def test_a_segment_is_one_of_its_own_conditions_wherever_it_is_used() -> None:
    told = plan(referring(REGULARS))
    assert told.segments == {REGULARS, VIP}
    assert told.fields == {"spent"}
    assert told.events == {"Ordered"}


def test_of_a_yearly_day_the_next_one_is_read() -> None:
    told = plan(field("birthday", "next_days", 7))
    assert isinstance(told.root, FieldCondition)
    assert (told.root.name, told.root.read, told.root.asked.kind) == (
        "birthday",
        "next_birthday",
        "date",
    )
    assert told.fields == {"next_birthday"}


def test_the_same_question_is_equal_wherever_it_stands() -> None:
    one = plan(field("tags", "any_of", ["b", "a", "b"])).root
    (other,) = inside(plan(none(field("tags", "any_of", ["a", "b"]))).root)
    assert one == other
    assert hash(one) == hash(other)


def test_a_definition_is_bounded() -> None:
    deep: Any = field("email", "is_set")
    for _ in range(MAX_DEPTH):
        deep = none(deep)
    assert codes(deep) == [("$" + ".of" * MAX_DEPTH, "too_deep")]
    many = [field("email", "is_set")] * (MAX_CONDITIONS // 2 + 1)
    assert codes(any_of(all_of(*many), all_of(*many))) == [("$", "too_large")]


def test_segments_that_double_each_other_are_bounded() -> None:
    """Thirty segments, each of which refers to the one before it twice, would be 2³⁰ conditions."""
    ids = [UUID(int=n) for n in range(1, 31)]
    doubling = [KnownSegment(ids[0], "0", field("email", "is_set"))] + [
        KnownSegment(id, str(n), referring(ids[n - 1], ids[n - 1]))
        for n, id in enumerate(ids) if n
    ]  # fmt: skip
    assert isinstance(check(referring(ids[-1]), catalogue(FIELDS, EVENTS, doubling)), Faults)
    assert isinstance(check(referring(ids[4]), catalogue(FIELDS, EVENTS, doubling)), Plan)


RUBBISH: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=8),
        st.sampled_from(["all", "field", "event", "spent", "Ordered", "count", "ge", "ever"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.one_of(
                st.text(max_size=5),
                st.sampled_from(
                    "kind of field op value event where measure property window steps segment by"
                    " share n seed days from until which within_days".split()
                ),
            ),
            inner,
            max_size=5,
        ),
    ),
    max_leaves=25,
)


@given(RUBBISH)
@settings(max_examples=rounds(20_000, 150), deadline=None, derandomize=True)
def test_rubbish_is_answered_not_raised(rubbish: Any) -> None:
    found = check(rubbish, SHOP)
    assert isinstance(found, Plan) or found.of
    if isinstance(found, Faults):
        assert all(one.place.startswith("$") and one.en and one.zh for one in found.of)


@given(st.data())
@settings(max_examples=rounds(20_000, 150), deadline=None, derandomize=True)
def test_a_definition_with_one_value_swapped_is_answered_not_raised(data: st.DataObject) -> None:
    day = data.draw(st.sampled_from([day for _, day in PLACES]))
    definition = data.draw(
        st.one_of(definitions(day), st.sampled_from([c.definition for c in CASES]))
    )
    check(_swapped(definition, data), SHOP)


def _swapped(value: Any, data: st.DataObject) -> Any:
    """The same JSON, one place of which holds rubbish."""
    if isinstance(value, dict | list) and value and data.draw(st.integers(0, 4)):
        keys = list(value) if isinstance(value, dict) else range(len(value))
        key = data.draw(st.sampled_from(keys))
        copy = dict(value) if isinstance(value, dict) else list(value)
        copy[key] = _swapped(value[key], data)
        return copy
    return data.draw(RUBBISH)
