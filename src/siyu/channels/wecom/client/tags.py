"""Corp tags (企业客户标签, 92117): at most 3,000; an app changes only its own."""

from collections.abc import Sequence

from siyu.channels.wecom.connector import Connector
from siyu.channels.wecom.shapes import TagGroup


class Tags:
    """The tags of the corp, in their groups."""

    def __init__(self, connector: Connector) -> None:
        self._connector = connector

    def groups(
        self, *, tag_ids: Sequence[str] = (), group_ids: Sequence[str] = ()
    ) -> tuple[TagGroup, ...]:
        """All groups, or those asked for; `group_ids` wins. Asked by id, deleted ones show."""
        asked = {"tag_id": list(tag_ids), "group_id": list(group_ids)}
        body = {name: ids for name, ids in asked.items() if ids}
        answer = self._connector.ask("externalcontact/get_corp_tag_list", body)
        return tuple(TagGroup.model_validate(one) for one in answer.get("tag_group") or ())

    def add(
        self, names: Sequence[str], *, group_id: str = "", group_name: str = "", order: int = 0
    ) -> TagGroup:
        """New tags in a group, known by id or made by name; answers with the new tags only.

        A tag that the group has already is not made twice. A larger `order` comes first.
        """
        group = {"group_id": group_id} if group_id else {"group_name": group_name}
        body = {**group, "tag": [{"name": name, "order": order} for name in names]}
        answer = self._connector.change("externalcontact/add_corp_tag", body)
        return TagGroup.model_validate(answer["tag_group"])

    def rename(self, tag_or_group_id: str, name: str) -> None:
        """Another name for a tag or a group; names stay unique."""
        body = {"id": tag_or_group_id, "name": name}
        self._connector.change("externalcontact/edit_corp_tag", body)

    def place(self, tag_or_group_id: str, order: int) -> None:
        """Where a tag or a group stands among its own: a larger `order` comes first."""
        body = {"id": tag_or_group_id, "order": order}
        self._connector.change("externalcontact/edit_corp_tag", body)

    def delete(self, *, tag_ids: Sequence[str] = (), group_ids: Sequence[str] = ()) -> None:
        """Delete tags or whole groups; a group that loses its last tag goes too."""
        asked = {"tag_id": list(tag_ids), "group_id": list(group_ids)}
        body = {name: ids for name, ids in asked.items() if ids}
        if body:
            self._connector.change("externalcontact/del_corp_tag", body)
