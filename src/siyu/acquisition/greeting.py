"""What a new friend is given: tags, a remark, and the welcome that fits."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from siyu.acquisition import queries
from siyu.acquisition.drafts import greeting_of, links_of
from siyu.acquisition.models import LiveCode, LiveCodeAdd, WelcomeRule
from siyu.acquisition.roster import tenant_zone
from siyu.acquisition.rules import message
from siyu.acquisition.rules.welcome import Arrival, Greeted, choose_greeting
from siyu.customers import service as customers
from siyu.customers.events import FriendAdded, TagSource
from siyu.messaging import service as messaging
from siyu.messaging.service import Attachment, Content
from siyu.organisation import service as organisation
from siyu.organisation.service import NodeRef, StaffRef
from siyu.platform.work import Work


@dataclass(frozen=True)
class Greeter:
    """What a batch of new friends has in common."""

    rules: Sequence[WelcomeRule]
    zone: ZoneInfo


def greeter(work: Work) -> Greeter:
    return Greeter(work.session.scalars(work.scope(WelcomeRule)).all(), tenant_zone(work))


def equip(work: Work, code: LiveCode, add: LiveCodeAdd) -> None:
    """Give a friend the tags and the remark of the code they came by.

    Tags that are gone are left out. Who comes again keeps the remark their adviser has by now.
    """
    known = customers.givable_tags(work, code.tag_ids)
    wanted = [tag for tag in code.tag_ids if tag in known]
    if wanted:
        customers.tag(work, add.customer_id, wanted, source=TagSource.CHANNEL)
    if not code.remark_pattern or add.again:
        return
    name = customers.customer_names(work, [add.customer_id]).get(add.customer_id, "")
    text = message.remark(code.remark_pattern, customer=name, code=code.name, day=add.day)
    if text:
        customers.remark(work, add.relation_id, text)


def greet(work: Work, by: Greeter, friend: FriendAdded, code: LiveCode | None) -> None:
    """Claim the welcome of a friend-add, once; no fitting rule is an outcome too.

    A nickname on the code's blocklist is greeted by nothing.
    """
    name = customers.customer_names(work, [friend.customer_id]).get(friend.customer_id, "")
    staff = organisation.staff_refs(work, [friend.staff_id]).get(friend.staff_id)
    store = _store_of(work, staff)
    rule = None
    if code is None or message.blocked_by(name, code.nickname_blocklist) is None:
        chosen = choose(by, friend, store, code)
        rule = next((one for one in by.rules if one.id == chosen.rule_id), None)
    words = {
        "customer": name,
        "adviser": staff.name if staff else None,
        "store": store.name if store and store.kind == "store" else None,
    }
    messaging.claim_welcome(
        work,
        relation_id=friend.relation_id,
        n=friend.n,
        customer_id=friend.customer_id,
        staff_id=friend.staff_id,
        inbound_id=friend.inbound_id,
        content=content_of(rule, words) if rule else None,
        rule_id=rule.id if rule else None,
    )


def choose(
    by: Greeter, friend: FriendAdded, store: NodeRef | None, code: LiveCode | None
) -> Greeted:
    """The rule for a friend, and why each other did not fit."""
    arrival = Arrival(
        at=friend.added_at,
        zone=by.zone,
        staff_id=friend.staff_id,
        store_path=tuple(reversed(store.path)) if store else (),
        live_code_id=code.id if code else None,
    )
    return choose_greeting([greeting_of(rule) for rule in by.rules], arrival)


def content_of(rule: WelcomeRule, words: dict[str, str | None]) -> Content:
    """A rule's text and links, its variables filled."""
    return Content(
        text=message.fill(rule.text, words),
        attachments=tuple(
            Attachment(
                kind="link",
                title=link.title,
                description=link.description,
                url=link.url,
                pic_url=link.picture_url,
            )
            for link in links_of(rule)
        ),
    )


def _store_of(work: Work, staff: StaffRef | None) -> NodeRef | None:
    if staff is None:
        return None
    return organisation.node_refs(work, [staff.node_id]).get(staff.node_id)


def count_sent(work: Work, delivery_id: UUID) -> None:
    """A rule's welcome was sent."""
    rule_id = messaging.one(work, delivery_id).rule_id
    mine = work.scope(WelcomeRule).where(WelcomeRule.id == rule_id).with_for_update()
    rule = work.session.scalars(mine.execution_options(populate_existing=True)).first()
    if rule is not None:
        rule.sent_count += 1


def shown_rules(work: Work) -> Sequence[WelcomeRule]:
    """Rules in sight, as people arranged them."""
    return work.session.scalars(queries.rules_in_order(work)).all()
