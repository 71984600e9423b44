"""Why a message is not taken."""

from siyu.kit.errors import Invalid


class NothingToSend(Invalid):
    """Write a text or attach something.

    请填写文字或添加附件。
    """


class TextTooLong(Invalid):
    """The text has {size} bytes; WeCom takes {most} (a Chinese character is 3).

    文字共 {size} 字节，企业微信上限为 {most} 字节（一个汉字占 3 字节）。
    """


class TooManyAttachments(Invalid):
    """There are {count} attachments; at most {most} go with one message.

    附件共 {count} 个，一条消息最多 {most} 个。
    """


class TooManyReceivers(Invalid):
    """There are {count} receivers; one message goes to {most} at most.

    接收人共 {count} 位，一条消息最多发给 {most} 位。
    """
