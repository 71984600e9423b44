"""Why a callback is turned away. The class name is the reason that is counted and logged."""

from siyu.kit.errors import Problem, Refused


class BadSignature(Refused):
    """The signature does not fit; compare the callback Token with the one in WeCom.

    签名不符，请核对回调 Token 与企业微信后台是否一致。
    """


class BadReceiveId(Refused):
    """This callback is for another corp.

    这条回调属于另一家企业。
    """


class Stale(Refused):
    """The callback's time is more than {minutes} minutes away from ours; check the clock.

    回调时间与本机相差超过 {minutes} 分钟，请校准服务器时钟。
    """


class BadKey(Refused):
    """An EncodingAESKey is 43 letters and digits; copy it again from WeCom.

    EncodingAESKey 应为 43 位字母或数字，请从企业微信后台重新复制。
    """


class BadEncoding(Refused):
    """The content is not {what}.

    内容不是有效的 {what}。
    """


class BadLength(Refused):
    """A length of {length} does not fit {size} bytes.

    长度 {length} 与 {size} 字节不符。
    """


class BadPadding(Refused):
    """The padding is wrong; compare the EncodingAESKey with the one in WeCom.

    填充不正确，请核对 EncodingAESKey 与企业微信后台是否一致。
    """


class Malformed(Refused):
    """The body cannot be read: {reason}.

    无法读取内容：{reason}。
    """

    status = 400


class ForbiddenXml(Malformed):
    """XML with a document type or entities is not read.

    不接受带 DTD 或实体的 XML。
    """


class TooLarge(Problem):
    """The body is over {limit} bytes.

    内容超过 {limit} 字节。
    """

    status = 413


class Crowded(Problem):
    """Too many callbacks are waiting to be stored; WeCom will send this one again.

    等待入库的回调过多，企业微信会重新推送。
    """

    status = 503


class UnknownConnection(Problem):
    """There is no such connection.

    没有这个连接。
    """

    status = 404


class WrongMethod(Problem):
    """A callback is a GET or a POST.

    回调只接受 GET 或 POST。
    """

    status = 405


class CutOff(Problem):
    """The sender went away in the middle.

    对方中途断开。
    """

    status = 400
