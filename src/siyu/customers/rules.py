"""What a relation is, from the instants known of it. Pure, and blind to their order of arrival."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import count

from siyu.kit.choices import Choice

SAME_ADD = timedelta(seconds=60)
"""How far WeCom's clock and ours may differ: an add this near another one is the same one."""


class Status(StrEnum):
    """How a relation stands."""

    FRIENDS = "friends"
    HALF = "half"
    DELETED_BY_CUSTOMER = "deleted_by_customer"
    DELETED_BY_STAFF = "deleted_by_staff"


LIVING = (Status.FRIENDS, Status.HALF)
"""How a relation stands in which our side may still write."""


class Friendship(Choice):
    """How somebody stands with all our advisers."""

    FRIEND = "friend", "friend", "好友"
    LOST = "lost", "lost", "已流失"
    KNOWN = "known", "never added", "未加好友"


def friendship(statuses: Collection[Status]) -> Friendship:
    """A friend, lost to all advisers, or known from elsewhere and never added."""
    if any(one in LIVING for one in statuses):
        return Friendship.FRIEND
    return Friendship.LOST if statuses else Friendship.KNOWN


def later(one: datetime | None, other: datetime | None) -> datetime | None:
    """The later of two instants; an unknown one is before all."""
    return max((at for at in (one, other) if at is not None), default=None)


def status(
    *,
    added_at: datetime | None,
    half: bool,
    customer_deleted_at: datetime | None,
    staff_deleted_at: datetime | None,
) -> Status:
    """How a relation stands: by what happened last; a deletion wins a tie of the second."""
    if staff_deleted_at is not None and (added_at is None or staff_deleted_at >= added_at):
        return Status.DELETED_BY_STAFF
    if customer_deleted_at is not None and (added_at is None or customer_deleted_at >= added_at):
        return Status.DELETED_BY_CUSTOMER
    return Status.HALF if half else Status.FRIENDS


def same_add(known: Iterable[datetime], added_at: datetime, *, exactly: bool) -> datetime | None:
    """The friend-add we have that this one is, if any.

    A callback names its second, so it must agree `exactly`; WeCom's record of the relation may
    differ by a little.
    """
    nearness = timedelta(0) if exactly else SAME_ADD
    return next((at for at in known if abs(at - added_at) <= nearness), None)


def tag_changes(ours: dict[str, bool], theirs: set[str]) -> tuple[set[str], set[str]]:
    """Tags to put on and to take off, to follow WeCom.

    `ours` maps the WeCom ids of the tags a person has to whether WeCom had them and nothing is
    still on its way; what WeCom does not know of stays.
    """
    settled = {tag for tag, known_there in ours.items() if known_there}
    return theirs - set(ours), settled - theirs


def ours_is_later(ours: datetime | None, theirs: datetime | None) -> bool:
    """Whether our edit of a name holds against WeCom's, if there is one.

    WeCom tells whole seconds, so ours is cut to them; WeCom wins a tie.
    """
    if theirs is None:
        return True
    return ours is not None and ours.replace(microsecond=0) > theirs


def free_name(wanted: str, taken: Collection[str]) -> str:
    """`wanted`, or with the first number behind it that nobody has."""
    if wanted not in taken:
        return wanted
    return next(name for n in count(2) if (name := f"{wanted} {n}") not in taken)
