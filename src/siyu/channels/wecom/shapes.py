"""What WeCom tells us, typed. An empty string, list or null means absent; unknown fields pass."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, model_validator


class Shape(BaseModel):
    """Immutable, and read leniently: WeCom adds fields and leaves others empty."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)

    @model_validator(mode="before")
    @classmethod
    def _without_empties(cls, given: Any) -> Any:
        if not isinstance(given, Mapping):
            return given
        return {name: value for name, value in given.items() if value not in ("", None, [], {})}


class Department(Shape):
    """A department; `name` is absent where WeCom withholds it."""

    id: int
    parent_id: int = Field(0, validation_alias="parentid")
    order: int = 0
    name: str = ""
    leaders: tuple[str, ...] = Field((), validation_alias="department_leader")


class StaffMember(Shape):
    """A member of staff; `status` 1 active, 2 disabled, 4 not activated, 5 left, 0 untold."""

    userid: str
    name: str = ""
    department_ids: tuple[int, ...] = Field((), validation_alias="department")
    main_department_id: int | None = Field(None, validation_alias="main_department")
    position: str = ""
    alias: str = ""
    status: int = 0
    avatar: str = ""


class FollowTag(Shape):
    """A tag one member of staff gave; type 1 corp, 2 personal (without an id), 3 rule group."""

    tag_id: str = ""
    tag_name: str = ""
    group_name: str = ""
    type: int = 1


class Follower(Shape):
    """One member of staff's side of a relation.

    `add_way` and `state` say how it began; they are WeCom's numbers and our text, kept open.
    """

    userid: str
    added_at: datetime = Field(validation_alias="createtime")
    remark: str = ""
    description: str = ""
    remark_company: str = Field("", validation_alias="remark_corp_name")
    remark_mobiles: tuple[str, ...] = ()
    tags: tuple[FollowTag, ...] = ()
    corp_tag_ids: tuple[str, ...] = Field((), validation_alias="tag_id")
    state: str = ""
    add_way: int = 0
    oper_userid: str = ""

    @property
    def tag_ids(self) -> tuple[str, ...]:
        """The ids of the tags that have one, whichever call told us."""
        return self.corp_tag_ids or tuple(tag.tag_id for tag in self.tags if tag.tag_id)


class Customer(Shape):
    """A person outside; type 1 WeChat, 2 WeCom. `unionid` only where a developer id is bound."""

    external_userid: str
    name: str = ""
    type: int = 1
    gender: int = 0
    avatar: str = ""
    unionid: str = ""
    position: str = ""
    corp_name: str = ""
    corp_full_name: str = ""


class CustomerFollowed(Shape):
    """A customer with everyone of staff, within the app's range, who is their friend."""

    customer: Customer
    followers: tuple[Follower, ...] = ()


class Relation(Shape):
    """A customer and one member of staff."""

    customer: Customer = Field(validation_alias="external_contact")
    follower: Follower = Field(validation_alias="follow_info")


class RelationPage(Shape):
    """Some relations, and the cursor of the next ones; "" at the end."""

    items: tuple[Relation, ...] = Field((), validation_alias="external_contact_list")
    next_cursor: str = ""


class Tag(Shape):
    """A corp tag; a larger order comes first."""

    id: str
    name: str = ""
    order: int = 0
    deleted: bool = False


class TagGroup(Shape):
    """A group of corp tags."""

    id: str = Field(validation_alias="group_id")
    name: str = Field("", validation_alias="group_name")
    order: int = 0
    deleted: bool = False
    tags: tuple[Tag, ...] = Field((), validation_alias="tag")


class ContactWay(Shape):
    """A 联系我 code; `staff` are the userids it may connect to."""

    config_id: str
    qr_code: str = ""
    type: int = 2
    scene: int = 2
    remark: str = ""
    skip_verify: bool = True
    state: str = ""
    staff: tuple[str, ...] = Field((), validation_alias="user")
    department_ids: tuple[int, ...] = Field((), validation_alias="party")


class ContactWayPage(Shape):
    """Some contact ways' ids, and the cursor of the next ones; "" at the end."""

    config_ids: tuple[str, ...] = ()
    next_cursor: str = ""


class GroupRef(Shape):
    """A customer group in a list; `status` 0 normal, 1 to inherit, 2 inheriting, 3 done."""

    chat_id: str
    status: int = 0


class GroupPage(Shape):
    """Some groups, and the cursor of the next ones; "" at the end."""

    items: tuple[GroupRef, ...] = Field((), validation_alias="group_chat_list")
    next_cursor: str = ""


class _Userid(Shape):
    userid: str = ""


class GroupMember(Shape):
    """Someone in a group: type 1 staff, 2 outside. The one who invited is told for staff only."""

    userid: str
    type: int
    joined_at: datetime | None = Field(None, validation_alias="join_time")
    join_scene: int = 0
    name: str = ""
    group_nickname: str = ""
    unionid: str = ""
    state: str = ""
    invited_by: _Userid = Field(_Userid(), validation_alias="invitor")


class Group(Shape):
    """A customer group and who is in it."""

    chat_id: str
    name: str = ""
    owner: str = ""
    created_at: datetime | None = Field(None, validation_alias="create_time")
    notice: str = ""
    members: tuple[GroupMember, ...] = Field((), validation_alias="member_list")
    admins: tuple[_Userid, ...] = Field((), validation_alias="admin_list")
    member_version: str = ""


class SignedIn(Shape):
    """Who came with a code: staff have a userid, outsiders an openid."""

    userid: str = Field("", validation_alias=AliasChoices("userid", "UserId"))
    user_ticket: str = ""
    openid: str = Field("", validation_alias=AliasChoices("openid", "OpenId"))
    external_userid: str = ""


class StaffDetail(Shape):
    """What a member of staff agreed to show; personal, so never logged."""

    userid: str
    mobile: str = ""
    email: str = ""
    avatar: str = ""
    gender: int = 0


class Media(Shape):
    """An uploaded file, usable for three days by every app of the corp."""

    media_id: str
    created_at: datetime


class Sent(Shape):
    """What came of an app message: some receivers may be invalid though it was sent."""

    msgid: str = ""
    invalid_users: str = Field("", validation_alias="invaliduser")
    invalid_parties: str = Field("", validation_alias="invalidparty")
    invalid_tags: str = Field("", validation_alias="invalidtag")
    unlicensed_users: str = Field("", validation_alias="unlicenseduser")
    response_code: str = ""

    @property
    def not_reached(self) -> tuple[str, ...]:
        """The userids it did not go to, lower-case as WeCom answers them."""
        listed = "|".join((self.invalid_users, self.unlicensed_users))
        return tuple(userid for userid in listed.split("|") if userid)
