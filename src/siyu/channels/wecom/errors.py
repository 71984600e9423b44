"""What can go wrong between us and WeCom."""

from siyu.channels.wecom.outcomes import Outcome, outcome_of
from siyu.kit.errors import Conflict, Invalid, NotFound, Problem, TooMany, Unreachable


class WecomRefused(Problem):
    """WeCom refused {call}: {errcode}.

    企业微信拒绝了 {call}：{errcode}。
    """

    status = 502

    def __init__(self, *, call: str, errcode: int) -> None:
        super().__init__(call=call, errcode=errcode)
        self.errcode = errcode

    @property
    def outcome(self) -> Outcome:
        return outcome_of(self.errcode)

    def sentence(self, language: str = "en") -> str:
        outcome = self.outcome
        told = (outcome.sentence(language), outcome.mend(language), f"({self.errcode})")
        return " ".join(part for part in told if part)


class WecomUnreachable(Unreachable):
    """WeCom could not be reached for {call}; nothing was done.

    无法连接企业微信（{call}），没有任何改动。
    """


class NoAnswer(Unreachable):
    """WeCom did not answer {call} in time or not legibly; whether it was done is unknown.

    企业微信未及时或未正确应答 {call}，无法确定是否已执行。
    """


class HeldBack(TooMany):
    """{call} waits {seconds} seconds to stay within WeCom's rate limits.

    为遵守企业微信频率限制，{call} 需等待 {seconds} 秒。
    """


class PagingStuck(Unreachable):
    """WeCom answered {call} with the same page twice.

    企业微信对 {call} 重复返回同一页。
    """


class NotConnected(NotFound):
    """WeCom is not connected yet; fill in the connection first.

    尚未连接企业微信，请先填写连接信息。
    """


class SecretMissing(Invalid):
    """Fill in the app's Secret; without it WeCom cannot be called.

    请填写应用的 Secret，否则无法调用企业微信。
    """


class BadCorpId(Invalid):
    """A corp id is letters and digits; copy it from the corp's own page.

    企业 ID 由字母和数字组成，请从「我的企业」复制。
    """


class BadCallbackToken(Invalid):
    """A callback Token is 1 to 32 letters and digits.

    回调 Token 为 1–32 位字母或数字。
    """


class BadCallbackKey(Invalid):
    """An EncodingAESKey is 43 letters and digits; copy it again.

    EncodingAESKey 为 43 位字母或数字，请重新复制。
    """


class BadApiAddress(Invalid):
    """The API address begins with http:// or https:// and names a host.

    接口地址须以 http:// 或 https:// 开头并包含域名。
    """


class LeaseLost(Conflict):
    """Another worker took over callback {inbound_id} in the meantime.

    回调 {inbound_id} 已由另一个进程接手。
    """


class NotStopped(Conflict):
    """Callback {inbound_id} has not stopped; there is nothing to run again.

    回调 {inbound_id} 未处于失败状态，无需重跑。
    """
