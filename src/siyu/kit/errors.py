"""What can go wrong, as people and programs are told it.

One root. The class name is the code, the docstring the sentence (English, then 中文), the
keyword arguments the data.
"""

from typing import ClassVar

from siyu.kit.text import filled, said


class Problem(Exception):
    """Something went wrong here; it was logged and the change was not made.

    这里出了点问题：已记入日志，改动没有生效。
    """

    status: ClassVar[int] = 500

    def __init__(self, **data: object) -> None:
        super().__init__(data)
        self.data = data

    @property
    def code(self) -> str:
        return type(self).__name__

    def sentence(self, language: str = "en") -> str:
        return filled(said(type(self).__doc__, language), self.data)

    def __str__(self) -> str:
        return f"{self.code}: {self.sentence()}"


class NotFound(Problem):
    """There is no {what} {id} here.

    这里没有 {what} {id}。
    """

    status = 404


class Conflict(Problem):
    """This was changed or taken by someone else in the meantime; load it again.

    它刚刚被别人改动或占用，请重新载入。
    """

    status = 409


class Refused(Problem):
    """This is not yours to do; ask an owner for the right "{permission}".

    你没有「{permission}」权限，请向所有者申请。
    """

    status = 403


class SignInNeeded(Problem):
    """Sign in first.

    请先登录。
    """

    status = 401


class Invalid(Problem):
    """{field}: {reason}

    {field}：{reason}
    """

    status = 422


class TooMany(Problem):
    """Too many tries; wait {seconds} seconds.

    尝试太频繁，请等 {seconds} 秒。
    """

    status = 429


class Unreachable(Problem):
    """{service} did not answer; nothing was changed, try again.

    {service} 没有应答；没有任何改动，请重试。
    """

    status = 502
