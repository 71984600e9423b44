"""What the sandbox refuses, in WeCom's own codes."""

from typing import Any, Final

NOT_MODELLED: Final = 999501
"""Not a code of WeCom: the sandbox does not know this endpoint or parameter, so it says so."""

TEXTS: Final[dict[int, str]] = {
    -1: "system busy",
    40001: "invalid credential",
    40003: "invalid userid",
    40004: "invalid media type",
    40005: "invalid type",
    40006: "invalid file size",
    40007: "invalid media_id",
    40008: "invalid message type",
    40013: "invalid corpid",
    40014: "invalid access_token",
    40029: "invalid code",
    40032: "invalid userid list size",
    40035: "invalid parameter",
    40050: "invalid chat id",
    40056: "invalid agentid",
    40058: "invalid request parameter",
    40063: "some parameters are empty",
    40068: "invalid tag id",
    40071: "invalid tag name",
    40096: "invalid external userid",
    40126: "corp tag count out of limit",
    41001: "access_token missing",
    41002: "corpid missing",
    41004: "corpsecret missing",
    41006: "media_id missing",
    41008: "code missing",
    41009: "userid missing",
    41035: "external userid missing",
    41037: "contact way type missing",
    41038: "contact way scene missing",
    41039: "invalid contact way type",
    41040: "invalid contact way scene",
    41041: "contact way users out of limit",
    41042: "invalid contact way style",
    41043: "contact way config_id missing",
    41044: "invalid contact way config_id",
    41045: "contact way count out of limit",
    41046: "group message id missing",
    41047: "invalid group message id",
    41048: "no customer to send",
    41049: "welcome code missing",
    41050: "invalid welcome code",
    41051: "externaluser has started chatting",
    41054: "user not activated",
    41063: "group message is dispatching, retry later",
    41064: "attachments count out of limit",
    41065: "invalid attachments msgtype",
    41093: "group message canceled",
    41094: "remind out of limit",
    41096: "welcome message is sending",
    42001: "access_token expired",
    42003: "code expired",
    42022: "code has been used",
    44001: "empty media data",
    44004: "empty content",
    45001: "media size out of limit",
    45002: "content size out of limit",
    45008: "article count out of limit",
    45009: "api freq out of limit",
    46004: "user no exist",
    48002: "api forbidden",
    50001: "redirect_url not in trusted domains",
    60003: "department not found",
    60020: "not allow to access from your ip",
    60111: "userid not found",
    60136: "record not found",
    81011: "no permission to operate this tag",
    81013: "user & party & tag all invalid",
    81017: "too many users in range",
    82001: "user & party & tag all empty",
    82002: "invalid party list size",
    82003: "invalid tag list size",
    84014: "user ticket expired",
    84015: "invalid user ticket",
    84061: "not external contact",
    84074: "no external contact permission",
    301002: "not allow operate another agent with this accesstoken",
    NOT_MODELLED: "not modelled by this sandbox",
}


class Refusal(Exception):
    """An answer with an errcode; `fields` are the empty results WeCom sends along with some."""

    def __init__(self, errcode: int, detail: str = "", **fields: Any) -> None:
        super().__init__(errcode, detail)
        self.errcode = errcode
        self.detail = detail
        self.fields = fields

    def text(self) -> str:
        said = TEXTS.get(self.errcode, "error")
        return f"{said}, {self.detail}" if self.detail else said
