"""What a message may hold."""

import pytest

from siyu.messaging.content import Attachment, Content, check, decode, encode
from siyu.messaging.errors import NothingToSend, TextTooLong, TooManyAttachments
from siyu.messaging.reasons import Purpose

LINK = Attachment(kind="link", title="券", url="https://example.com/c")


@pytest.mark.parametrize(
    ("content", "purpose"),
    [
        (Content(text="a" * 4_000), Purpose.WELCOME),
        (Content(text="字" * 1_333), Purpose.WELCOME),
        (Content(attachments=(LINK,) * 9), Purpose.WELCOME),
        (Content(text="a" * 2_048), Purpose.STAFF_ALERT),
    ],
)
def test_what_wecom_takes_is_taken(content: Content, purpose: Purpose) -> None:
    check(content, purpose)


@pytest.mark.parametrize(
    ("content", "purpose", "error"),
    [
        (Content(), Purpose.WELCOME, NothingToSend),
        (Content(text="字" * 1_334), Purpose.WELCOME, TextTooLong),
        (Content(text="hi", attachments=(LINK,) * 10), Purpose.WELCOME, TooManyAttachments),
        (Content(text="a" * 2_049), Purpose.STAFF_ALERT, TextTooLong),
        (Content(text="hi", attachments=(LINK,)), Purpose.STAFF_ALERT, TooManyAttachments),
    ],
)
def test_what_wecom_would_refuse_is_refused(
    content: Content, purpose: Purpose, error: type[Exception]
) -> None:
    with pytest.raises(error):
        check(content, purpose)


def test_a_message_reads_back_as_it_was() -> None:
    content = Content(text="你好，\n我是小林 👋", attachments=(LINK, Attachment(kind="image")))
    assert decode(encode(content)) == content
