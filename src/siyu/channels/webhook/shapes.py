"""What goes to a receiver, and what it came to."""

from dataclasses import dataclass, field
from datetime import datetime

from siyu.kit.choices import Choice


class Answer(Choice):
    """What a post came to."""

    TAKEN = "taken", "Taken.", "已接收。"
    GONE = "gone", "The receiver says it is gone for good (410).", "接收端表示已永久停用（410）。"
    REDIRECTED = (
        "redirected",
        "It was redirected; posts go to the address given and nowhere else.",
        "接收端返回重定向；只投递到所填地址。",
    )
    NOT_TAKEN = (
        "not_taken",
        "The receiver answered that it did not take it.",
        "接收端返回未接收。",
    )
    NO_ANSWER = (
        "no_answer",
        "It did not answer in time; it may or may not have been taken.",
        "接收端未及时应答，无法确认是否已接收。",
    )
    UNREACHABLE = "unreachable", "It could not be reached.", "无法连接接收端。"
    INSIDE = (
        "inside",
        "Its name leads into this installation's own network; nothing was sent.",
        "域名指向本系统的内部网络，未投递。",
    )

    @property
    def is_taken(self) -> bool:
        return self is Answer.TAKEN


@dataclass(frozen=True, kw_only=True)
class Post:
    """One try to hand a message over; `secrets` sign it, the newest first."""

    url: str
    message_id: str
    body: bytes = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What came back: at most the first 2 KB of it."""

    answer: Answer
    status: int | None = None
    milliseconds: int = 0
    text: str = ""


def answer_of(status: int) -> Answer:
    """What a receiver means by an HTTP status."""
    if 200 <= status < 300:
        return Answer.TAKEN
    if status == 410:
        return Answer.GONE
    return Answer.REDIRECTED if 300 <= status < 400 else Answer.NOT_TAKEN
