"""Customer groups (客户群, 92120)."""

from collections.abc import Iterator, Sequence

from siyu.channels.wecom.client.paging import every_page
from siyu.channels.wecom.connector import Connector
from siyu.channels.wecom.shapes import Group, GroupPage


class Groups:
    """The groups whose owners are in the app's range."""

    def __init__(self, connector: Connector) -> None:
        self._connector = connector

    def page(self, owners: Sequence[str] = (), cursor: str = "", limit: int = 1_000) -> GroupPage:
        """Some groups, of up to 100 owners; without owners a range over 1,000 staff is refused."""
        body: dict[str, object] = {"cursor": cursor, "limit": limit}
        if owners:
            body["owner_filter"] = {"userid_list": list(owners)}
        answer = self._connector.ask("externalcontact/groupchat/list", body)
        return GroupPage.model_validate(answer)

    def all(self, owners: Sequence[str] = ()) -> Iterator[GroupPage]:
        """All pages of `page`."""
        path = "externalcontact/groupchat/list"
        return every_page(path, lambda cursor: self.page(owners, cursor))

    def get(self, chat_id: str) -> Group:
        """A group with its members and their names; may lag the event a little (92122)."""
        body = {"chat_id": chat_id, "need_name": 1}
        answer = self._connector.ask("externalcontact/groupchat/get", body)
        return Group.model_validate(answer["group_chat"])
