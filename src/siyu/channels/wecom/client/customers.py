"""Customers and whose friends they are."""

from collections.abc import Iterator, Sequence

from siyu.channels.wecom.client.paging import every_page
from siyu.channels.wecom.connector import Connector
from siyu.channels.wecom.errors import WecomRefused
from siyu.channels.wecom.limits import FOLLOWERS_BATCH
from siyu.channels.wecom.outcomes import NOT_A_RELATION
from siyu.channels.wecom.shapes import Customer, CustomerFollowed, Follower, RelationPage, Shape


class _FollowerPage(Shape):
    external_contact: Customer
    follow_user: tuple[Follower, ...] = ()
    next_cursor: str = ""


class Customers:
    """客户联系, for the staff in the app's range."""

    def __init__(self, connector: Connector) -> None:
        self._connector = connector

    def staff_with_customer_contact(self) -> tuple[str, ...]:
        """The userids for whom customer contact is enabled (92571)."""
        answer = self._connector.read("externalcontact/get_follow_user_list")
        return tuple(answer.get("follow_user") or ())

    def ids_of(self, userid: str) -> tuple[str, ...]:
        """The external userids of one member of staff (92113); for none WeCom answers 84061."""
        try:
            answer = self._connector.read("externalcontact/list", userid=userid)
        except WecomRefused as refused:
            if refused.outcome is not NOT_A_RELATION:
                raise
            return ()
        return tuple(answer.get("external_userid") or ())

    def get(self, external_userid: str) -> CustomerFollowed:
        """A customer with all followers, who come 500 a page (92114)."""
        path = "externalcontact/get"

        def read(cursor: str) -> _FollowerPage:
            query = {"cursor": cursor} if cursor else {}
            answer = self._connector.read(path, external_userid=external_userid, **query)
            return _FollowerPage.model_validate(answer)

        pages = list(every_page(path, read))
        followers = tuple(follower for page in pages for follower in page.follow_user)
        return CustomerFollowed(customer=pages[0].external_contact, followers=followers)

    def page_of_relations(
        self, userids: Sequence[str], cursor: str = "", limit: int = FOLLOWERS_BATCH
    ) -> RelationPage:
        """Relations of up to 100 staff, 100 a page (92994); none of them having any is empty."""
        body = {"userid_list": list(userids), "cursor": cursor, "limit": limit}
        try:
            answer = self._connector.ask("externalcontact/batch/get_by_user", body)
        except WecomRefused as refused:
            if refused.outcome is not NOT_A_RELATION:
                raise
            return RelationPage()
        return RelationPage.model_validate(answer)

    def relations_of(self, userids: Sequence[str]) -> Iterator[RelationPage]:
        """All pages of `page_of_relations`."""
        path = "externalcontact/batch/get_by_user"
        return every_page(path, lambda cursor: self.page_of_relations(userids, cursor))

    def remark(
        self,
        userid: str,
        external_userid: str,
        *,
        remark: str | None = None,
        description: str | None = None,
        company: str | None = None,
        mobiles: Sequence[str] | None = None,
    ) -> None:
        """Note about a customer, as the member of staff sees it (92115); None leaves it.

        `remark` ≤20 characters, `description` ≤150; `mobiles` replaces all, empty clears.
        """
        given = {"remark": remark, "description": description, "remark_company": company}
        body: dict[str, object] = {name: text for name, text in given.items() if text is not None}
        if mobiles is not None:
            body["remark_mobiles"] = list(mobiles) or [""]
        if not body:
            return
        who = {"userid": userid, "external_userid": external_userid}
        self._connector.change("externalcontact/remark", {**who, **body})

    def mark(
        self,
        userid: str,
        external_userid: str,
        *,
        add: Sequence[str] = (),
        remove: Sequence[str] = (),
    ) -> None:
        """Give or take corp tags by id, for one relation (92118)."""
        body: dict[str, object] = {"userid": userid, "external_userid": external_userid}
        if add:
            body["add_tag"] = list(add)
        if remove:
            body["remove_tag"] = list(remove)
        if add or remove:
            self._connector.change("externalcontact/mark_tag", body)
