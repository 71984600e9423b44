"""What becomes of a webhook, and why an endpoint was switched off. Pure."""

from siyu.kit.choices import Choice


class WebhookOutcome(Choice):
    """How far a webhook is."""

    WAITING = "waiting", "On its way", "投递中"
    DELIVERED = "delivered", "Delivered", "已送达"
    FAILED = "failed", "Given up", "已放弃"


class SwitchedOff(Choice):
    """Why an endpoint gets nothing any more."""

    BY_HAND = "by_hand", "someone switched it off", "已手动停用"
    GONE = "gone", "the receiver says it is gone for good (410)", "接收端表示已永久停用（410）"
    FAILING = "failing", "nothing was taken for five days", "连续 5 天投递失败"
