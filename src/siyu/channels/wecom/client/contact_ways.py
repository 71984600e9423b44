"""联系我 codes (92228): scanned, they connect a customer to one of several staff."""

from collections.abc import Iterator, Sequence

from siyu.channels.wecom.client.paging import every_page
from siyu.channels.wecom.connector import Connector
from siyu.channels.wecom.shapes import ContactWay, ContactWayPage, Shape

MANY_STAFF, QR_CODE = 2, 2


class NewContactWay(Shape):
    """What WeCom answers when a code is made; keep `config_id`, it is the only handle."""

    config_id: str
    qr_code: str = ""


class ContactWays:
    """The codes made by this app. They do not show in WeCom's admin site."""

    def __init__(self, connector: Connector) -> None:
        self._connector = connector

    def add(
        self, staff: Sequence[str], *, state: str, remark: str = "", skip_verify: bool = True
    ) -> NewContactWay:
        """A QR code for up to 100 staff; `state` (≤30 characters) comes back with each friend."""
        body: dict[str, object] = {
            "type": MANY_STAFF,
            "scene": QR_CODE,
            "user": list(staff),
            "state": state,
            "skip_verify": skip_verify,
        }
        if remark:
            body["remark"] = remark
        answer = self._connector.change("externalcontact/add_contact_way", body)
        return NewContactWay.model_validate(answer)

    def get(self, config_id: str) -> ContactWay:
        """A code as WeCom holds it."""
        answer = self._connector.ask("externalcontact/get_contact_way", {"config_id": config_id})
        return ContactWay.model_validate(answer["contact_way"])

    def list_since(self, start_at: int, cursor: str = "", limit: int = 1_000) -> ContactWayPage:
        """Ids of codes made since `start_at` (seconds of the epoch); WeCom's default is 90 days."""
        body = {"start_time": start_at, "cursor": cursor, "limit": limit}
        answer = self._connector.ask("externalcontact/list_contact_way", body)
        listed = answer.get("contact_way") or ()
        ids = tuple(str(one["config_id"]) for one in listed)
        return ContactWayPage(config_ids=ids, next_cursor=answer.get("next_cursor") or "")

    def all_since(self, start_at: int) -> Iterator[ContactWayPage]:
        """All pages of `list_since`."""
        path = "externalcontact/list_contact_way"
        return every_page(path, lambda cursor: self.list_since(start_at, cursor))

    def update(
        self,
        config_id: str,
        *,
        staff: Sequence[str] | None = None,
        state: str | None = None,
        remark: str | None = None,
        skip_verify: bool | None = None,
    ) -> None:
        """Change a code, which stays the same picture; `staff` replaces all, None leaves it."""
        given: dict[str, object | None] = {
            "user": None if staff is None else list(staff),
            "state": state,
            "remark": remark,
            "skip_verify": skip_verify,
        }
        body = {name: value for name, value in given.items() if value is not None}
        body["config_id"] = config_id
        self._connector.change("externalcontact/update_contact_way", body)

    def delete(self, config_id: str) -> None:
        """End a code; who scans it then connects to nobody."""
        self._connector.change("externalcontact/del_contact_way", {"config_id": config_id})
