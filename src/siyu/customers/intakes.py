"""Lists of people that come in from outside: a member list, a list of phones."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, delete, select

from siyu.customers import consents, people, profile_taking, suggestions
from siyu.customers.consents import Word
from siyu.customers.errors import NotAnEmail, NotAPhone, NotYesOrNo, UnknownGender
from siyu.customers.events import Channel, ConsentSource, CustomerWithdrawn, Purpose
from siyu.customers.meeting import Account, Met, Newcomer, meet_all
from siyu.customers.models import Consent, Customer, Identity, Merge, Relation
from siyu.customers.profile_models import ProfileValue
from siyu.customers.profiles import Said
from siyu.kit.errors import Problem
from siyu.kit.text import normal_phone
from siyu.platform import log
from siyu.platform.declarations import Fate, Intake, RowAnswer, derived_events
from siyu.platform.work import Work

SOURCE = "import"
OF_IMPORTS = (
    "CustomerMet",
    "CustomerRecognised",
    "ConsentChanged",
    "CustomerWithdrawn",
    "ProfileChanged",
)
"""What an import itself tells of a person; whoever has more has got something else meanwhile."""
GENDERS = {
    **dict.fromkeys(("1", "m", "male", "男"), 1),
    **dict.fromkeys(("2", "f", "female", "女"), 2),
    **dict.fromkeys(("", "0", "unknown", "未知"), 0),
}
WORDS = {
    **dict.fromkeys(("1", "y", "yes", "true", "是", "同意"), True),
    **dict.fromkeys(("0", "n", "no", "false", "否", "不同意"), False),
}
NOBODY: tuple[UUID, list[Said]] = (UUID(int=0), [])
CHANNELS = (("phone", Channel.SMS), ("email", Channel.EMAIL))


def _titled(title: str, zh: str, *guesses: str) -> Any:
    extra: dict[str, Any] = {"zh": zh, "guesses": list(guesses)}
    return Field(default="", max_length=256, title=title, json_schema_extra=extra)


class CustomerRow(BaseModel):
    """A line of a customer list. At least one of phone, e-mail, member number and mall id."""

    name: str = _titled("Name", "姓名", "customer", "full name", "昵称", "客户", "会员姓名")
    phone: str = _titled("Phone", "手机号", "mobile", "tel", "telephone", "电话", "手机")
    email: str = _titled("E-mail", "邮箱", "mail", "e-mail address", "电子邮件")
    member_number: str = _titled("Member number", "会员号", "member", "card", "会员卡号", "卡号")
    mall_id: str = _titled("Mall id", "商城 ID", "buyer", "customer id", "商城编号", "买家")
    gender: str = _titled("Gender", "性别", "sex")
    consent: str = _titled("Agrees to marketing", "同意营销", "consent", "opt-in", "授权", "订阅")
    birthday: str = _titled(
        "Birthday", "生日", "birth date", "date of birth", "出生日期", "农历生日"
    )
    preferred_store: str = _titled("Preferred store", "偏好门店", "store", "门店", "所属门店")


class PhoneRow(BaseModel):
    """A line of a phone list."""

    phone: str = _titled("Phone", "手机号", "mobile", "tel", "telephone", "电话", "手机")


def take(work: Work, rows: Sequence[CustomerRow]) -> list[RowAnswer]:
    """Meet the people of a list; a row that cannot be is answered with its reason."""
    reader = profile_taking.Reader(work, rows)
    checked = [reader.problem(row) or _checked(row) for row in rows]
    good = [one for one in checked if isinstance(one, Newcomer)]
    met = iter(meet_all(work, good))
    found = [next(met) if isinstance(one, Newcomer) else Met(problem=one) for one in checked]
    said = _say(work, rows, found)
    told = [(one.customer_id, row) for row, one in zip(rows, found, strict=True)]
    kept = profile_taking.say_all(
        work, [(id, reader.read(row)) if id else NOBODY for id, row in told]
    )
    return [
        _answer(work, row, one, said.get(place, []), kept[place])
        for place, (row, one) in enumerate(zip(rows, found, strict=True))
    ]


def take_phones(work: Work, rows: Sequence[PhoneRow]) -> list[RowAnswer]:
    """Meet the people behind a list of phones."""
    return take(work, [CustomerRow(phone=row.phone) for row in rows])


def _checked(row: CustomerRow) -> Newcomer | Problem:
    gender = GENDERS.get(row.gender.strip().lower())
    if gender is None:
        return UnknownGender()
    problem = _problem_of(row)
    if problem is not None:
        return problem
    told = (
        ("phone", row.phone),
        ("email", row.email),
        ("member_number", row.member_number),
        ("mall_id", row.mall_id),
    )
    accounts = tuple([Account(kind, value) for kind, value in told if value])
    return Newcomer(accounts, SOURCE, name=row.name.strip(), gender=gender)


def _problem_of(row: CustomerRow) -> Problem | None:
    if row.consent and row.consent.strip().lower() not in WORDS:
        return NotYesOrNo()
    if row.phone and not _is_phone(row.phone):
        return NotAPhone()
    if row.email and not _is_email(row.email):
        return NotAnEmail()
    return None


def _is_phone(text: str) -> bool:
    try:
        normal_phone(text)
    except ValueError:
        return False
    return True


def _is_email(text: str) -> bool:
    name, _, host = text.strip().partition("@")
    return bool(name) and "." in host and not any(char.isspace() for char in text.strip())


def _say(work: Work, rows: Sequence[CustomerRow], found: Sequence[Met]) -> dict[int, list[UUID]]:
    """Record the consents of a list; the new ones' ids, by the place of their row."""
    places: dict[Word, int] = {}
    for place, (row, met) in enumerate(zip(rows, found, strict=True)):
        if row.consent and met.customer_id is not None:
            granted = WORDS[row.consent.strip().lower()]
            for word in _words(row, met.customer_id, granted=granted):
                places.setdefault(word, place)
    told: dict[int, list[UUID]] = {}
    fresh = consents.say_all(work, list(places), source=ConsentSource.IMPORT, at=work.now())
    for word, id in fresh.items():
        told.setdefault(places[word], []).append(id)
    return told


def _words(row: CustomerRow, customer_id: UUID, *, granted: bool) -> list[Word]:
    """Consent holds for the ways by which this row lets the person be reached."""
    ways = [channel for field, channel in CHANNELS if getattr(row, field)]
    return [
        Word(customer_id, Purpose.MARKETING, channel, granted)
        for channel in ways or [Channel.WECOM]
    ]


def _answer(
    work: Work,
    row: CustomerRow,
    met: Met,
    said: Sequence[UUID],
    profile: Sequence[profile_taking.Memo],
) -> RowAnswer:
    if met.customer_id is None:
        return RowAnswer(Fate.REFUSED, problem=met.problem)
    memo = {
        "new": met.new,
        "accounts": [str(id) for id in met.added],
        "filled": {} if met.new else _filled(work, row, met),
        "consents": [str(id) for id in said],
        "profile": profile,
    }
    changed = any(memo.values())
    fate = Fate.TAKEN if met.new else Fate.MERGED
    return RowAnswer(fate, met.customer_id, undo=memo if changed else None)


def _filled(work: Work, row: CustomerRow, met: Met) -> dict[str, str]:
    return {column: _mark(work, row.name.strip(), column) for column in met.filled}


def _mark(work: Work, name: str, column: str) -> str:
    """What tells at the undo whether a name is still the one that came in; not the name."""
    return work.secrets.blind("filled", name).hex() if column == "name" else ""


def undo(work: Work, taken: Sequence[tuple[UUID, Mapping[str, Any]]]) -> None:
    """Give back the state before these rows.

    People they made go. Who has got anything else meanwhile stays as they are, and the trail
    names them.
    """
    people.alone(work)
    accounts = [UUID(id) for _, memo in taken for id in memo["accounts"]]
    said = [UUID(id) for _, memo in taken for id in memo["consents"]]
    profile = [one for _, memo in taken for one in reversed(memo.get("profile", ()))]
    made = {id for id, memo in taken if memo["new"]}
    busy = _busy(work, made, accounts, said, [UUID(one["written"]) for one in profile])
    leaving = made - busy
    _take_back(work, Identity, accounts, busy)
    _take_back(work, Consent, said, busy)
    profile_taking.give_back(work, profile, leaving=leaving, staying=busy)
    _empty(work, {id: memo["filled"] for id, memo in taken if id not in made and memo["filled"]})
    work.session.execute(delete(Customer).where(_mine(work, Customer, leaving)))
    suggestions.forget(work, leaving)
    for id in sorted(leaving):
        work.emit(CustomerWithdrawn(customer_id=id))
    told = {"left": len(leaving), "stayed": sorted(str(id) for id in busy)}
    work.audit("customers_withdrawn", "import", "customers", after=told)


def _mine(work: Work, model: Any, ids: Iterable[UUID]) -> ColumnElement[bool]:
    of_tenant: ColumnElement[bool] = model.tenant_id == work.tenant_id
    chosen: ColumnElement[bool] = model.id.in_(list(ids))
    return of_tenant & chosen


def _busy(
    work: Work,
    made: set[UUID],
    accounts: list[UUID],
    said: list[UUID],
    profile: list[UUID],
) -> set[UUID]:
    """Those of them who have got anything that these rows did not bring."""
    ids = list(made)
    besides = [*OF_IMPORTS, *derived_events()]
    busy = log.customers_with_others(work.session, work.tenant_id, ids, besides=besides)
    own: tuple[tuple[Any, list[UUID]], ...] = (
        (Identity, accounts),
        (Consent, said),
        (ProfileValue, profile),
        (Relation, []),
    )
    for model, ours in own:
        held = select(model.customer_id).where(
            model.tenant_id == work.tenant_id, model.customer_id.in_(ids), model.id.not_in(ours)
        )
        busy |= set(work.session.scalars(held.distinct()))
    busy |= _split_off(work, made, accounts)
    for column in (Merge.kept_id, Merge.gone_id):
        merged = select(column).where(Merge.tenant_id == work.tenant_id, column.in_(ids))
        busy |= set(work.session.scalars(merged))
    return busy


def _split_off(work: Work, made: set[UUID], accounts: list[UUID]) -> set[UUID]:
    """Who has got accounts of these rows because they turned out to be theirs."""
    held = select(Identity.customer_id).where(_mine(work, Identity, accounts)).distinct()
    holders = list(set(work.session.scalars(held)) - made)
    return log.customers_with(work.session, work.tenant_id, holders, "CustomerSplitOff")


def _take_back(work: Work, model: Any, ids: list[UUID], busy: set[UUID]) -> None:
    going = delete(model).where(_mine(work, model, ids), model.customer_id.not_in(list(busy)))
    work.session.execute(going)


def _empty(work: Work, filled: Mapping[UUID, Mapping[str, str]]) -> None:
    """Take back the names and genders that rows gave to people who were there before."""
    if not filled:
        return
    mine = select(Customer).where(_mine(work, Customer, filled)).with_for_update()
    for customer in work.session.scalars(mine.execution_options(populate_existing=True)):
        given = filled[customer.id]
        if "name" in given and _mark(work, people.name_of(work, customer), "name") == given["name"]:
            customer.name, customer.name_marks = None, []
        if "gender" in given:
            customer.gender = 0


INTAKES = (
    Intake(
        "customers",
        "Customers",
        "客户",
        "customers.write",
        CustomerRow,
        take=take,
        undo=undo,
        shape=lambda work: profile_taking.shape(work, CustomerRow),
    ),
    Intake("phones", "Phones", "手机号", "customers.write", PhoneRow, take=take_phones, undo=undo),
)
