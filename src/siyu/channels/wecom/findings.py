"""What the doctor found: a check that is well, or the sentence that mends it, in two languages."""

from dataclasses import dataclass
from typing import Literal

from siyu.channels.wecom.errors import WecomRefused
from siyu.kit.errors import Problem

State = Literal["well", "ill", "skipped"]

TITLES: dict[str, tuple[str, str]] = {
    "clock": ("This server's clock agrees with WeCom's", "服务器时钟与企业微信一致"),
    "credentials": ("Corp id and secret", "企业 ID 与 Secret"),
    "trusted_address": ("WeCom trusts this server's address", "企业可信 IP"),
    "callback": ("WeCom can reach the callback address", "回调地址可访问"),
    "rights": ("The app may make the calls it needs", "应用具备所需接口权限"),
    "staff": ("The app sees staff", "应用可见成员"),
    "customer_contact": ("Customer contact is enabled for staff", "成员已开通客户联系"),
}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One check. `en` and `zh` say what is so; the mends are empty where there is nothing to do."""

    check: str
    state: State
    en: str
    zh: str
    mend_en: str = ""
    mend_zh: str = ""

    @property
    def is_well(self) -> bool:
        return self.state == "well"

    def title(self, language: str) -> str:
        return TITLES[self.check][language.startswith("zh")]

    def sentence(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en

    def mend(self, language: str) -> str:
        return self.mend_zh if language.startswith("zh") else self.mend_en


def well(check: str, *, seen: int | None = None) -> Finding:
    if seen is None:
        return Finding(check=check, state="well", en="In order.", zh="正常。")
    return Finding(check=check, state="well", en=f"{seen} staff.", zh=f"{seen} 位成员。")


def skipped(check: str) -> Finding:
    return Finding(
        check=check,
        state="skipped",
        en="Not tried: mend what is above first.",
        zh="未检查：请先处理上面的问题。",
    )


def refused(check: str, refusal: WecomRefused, *, call: str = "") -> Finding:
    """What WeCom's code means and how it is mended, from the one table."""
    told = f" ({call} {refusal.errcode})" if call else f" ({refusal.errcode})"
    outcome = refusal.outcome
    return Finding(
        check=check,
        state="ill",
        en=outcome.en + told,
        zh=outcome.zh + told,
        mend_en=outcome.mend_en,
        mend_zh=outcome.mend_zh,
    )


def failed(check: str, problem: Problem) -> Finding:
    return Finding(
        check=check,
        state="ill",
        en=problem.sentence("en"),
        zh=problem.sentence("zh-CN"),
        mend_en="Check that this server may connect to WeCom, then try again.",
        mend_zh="请确认本服务器可以访问企业微信后重试。",
    )


def unreachable(check: str, address: str) -> Finding:
    return Finding(
        check=check,
        state="ill",
        en=f"{address} does not answer.",
        zh=f"{address} 没有应答。",
        mend_en="Check the API address, the firewall and DNS of this server.",
        mend_zh="请检查接口地址，以及本服务器的防火墙与 DNS。",
    )


def clock(seconds: int, *, within: int) -> Finding:
    if abs(seconds) <= within:
        return well("clock")
    direction_en, direction_zh = ("ahead of", "快") if seconds > 0 else ("behind", "慢")
    return Finding(
        check="clock",
        state="ill",
        en=f"This server's clock is {abs(seconds)} seconds {direction_en} WeCom's.",
        zh=f"服务器时钟比企业微信{direction_zh} {abs(seconds)} 秒。",
        mend_en="Turn on time synchronisation: timedatectl set-ntp true.",
        mend_zh="请开启时间同步：timedatectl set-ntp true。",
    )


def no_public_url() -> Finding:
    return Finding(
        check="callback",
        state="ill",
        en="This installation does not know its public address.",
        zh="尚未设置公网地址。",
        mend_en="Set SIYU_PUBLIC_URL to the https address that reaches it, and restart.",
        mend_zh="请将 SIYU_PUBLIC_URL 设为可从外网访问的 https 地址并重启。",
    )


def callback(url: str, *, answered: str) -> Finding:
    told_en = f"answers {answered}, not what was sealed for it" if answered else "does not answer"
    told_zh = f"返回 {answered}，与预期不符" if answered else "没有应答"
    return Finding(
        check="callback",
        state="ill",
        en=f"{url} {told_en}.",
        zh=f"{url} {told_zh}。",
        mend_en="Point the domain and the proxy at this server; the path must arrive unchanged.",
        mend_zh="请将域名与反向代理指向本服务器，并保持路径不变。",
    )


def nobody_seen() -> Finding:
    return Finding(
        check="staff",
        state="ill",
        en="The app sees no staff.",
        zh="应用看不到任何成员。",
        mend_en="Widen 应用管理 → the app → 可见范围.",
        mend_zh="请在「应用管理」中扩大该应用的可见范围。",
    )


def nobody_enabled() -> Finding:
    return Finding(
        check="customer_contact",
        state="ill",
        en="Customer contact is enabled for nobody the app sees.",
        zh="应用可见范围内没有成员开通客户联系。",
        mend_en="Add staff to 客户与上下游 → 客户联系 → 权限配置 → 使用范围.",
        mend_zh="请在「客户与上下游 → 客户联系 → 权限配置」的使用范围中加入成员。",
    )
