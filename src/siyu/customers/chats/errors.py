"""What can go wrong with chats."""

from siyu.kit.errors import Conflict, Invalid


class NotConsented(Conflict):
    """This customer has not agreed to being archived; once they have, send the message again.

    该客户未同意会话存档；客户同意后可重新传入。
    """


class GroupChat(Invalid):
    """This was written in a group, or to several; only chats between two are kept.

    这是群聊或发给多人的消息，只保留一对一聊天。
    """


class NotAText(Invalid):
    """A message of the kind {kind} holds no text; only text is kept.

    {kind} 类型的消息没有文本，只保留文本消息。
    """


class NotASentMessage(Invalid):
    """This line says {action}; only messages that were sent are kept.

    这一行是 {action} 记录，只保留已发送的消息。
    """


class NoCustomerInChat(Invalid):
    """No customer wrote or got this; chats among colleagues are not kept.

    没有客户参与这条消息，同事之间的聊天不保留。
    """


class ChatCustomerUnknown(Invalid):
    """Nobody here has the account {account}; read your customers from WeCom first.

    没有账号为 {account} 的客户，请先从企业微信同步客户。
    """


class PastRetention(Invalid):
    """This was said on {day}; chats are kept for {days} days.

    这条消息是 {day} 的，聊天记录只保留 {days} 天。
    """


class SaidInFuture(Invalid):
    """This was said at {at}, which is yet to come; mend its time.

    时间 {at} 在将来，请更正。
    """


class ConsentInFuture(Invalid):
    """This consent is of {at}, which is yet to come; mend its time.

    授权时间 {at} 在将来，请更正。
    """


class AgreementUnclear(Invalid):
    """{word} is neither yes nor no; write Agree or Disagree.

    「{word}」看不出是否同意，请写 Agree 或 Disagree。
    """
