"""Why a webhook endpoint or a replay is not taken."""

from siyu.kit.errors import Conflict, Invalid, Refused


class WholeBrandOnly(Refused):
    """Webhooks carry the whole brand's events; only someone who sees all of it may set them up.

    Webhook 会带出整个品牌的事件，只有能看到全部数据的人可以设置。
    """


class UnknownEvent(Invalid):
    """There is no event {event}; choose from the list, or * alone for all.

    没有事件 {event}；请从列表选择，或仅填 * 表示全部。
    """


class NoEvents(Invalid):
    """Choose at least one event, or * for all.

    请至少选择一个事件，或填 * 表示全部。
    """


class EndpointOff(Conflict):
    """This endpoint is switched off; switch it on first.

    该接收端已停用，请先启用。
    """


class BadSpan(Invalid):
    """A span to replay ends after it begins and is at most {days} days long.

    补发时段的结束须晚于开始，且最长 {days} 天。
    """


class SpanTooLarge(Invalid):
    """There are {count} events in this span; replay at most {most} at once.

    该时段有 {count} 个事件，一次最多补发 {most} 个。
    """
