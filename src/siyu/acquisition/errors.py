"""What can go wrong with live codes and welcomes."""

from collections.abc import Mapping

from siyu.acquisition.rules.message import Fault
from siyu.acquisition.rules.schedule import Overlap
from siyu.kit.errors import Conflict, Invalid, Refused

WEEKDAYS = (
    ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
)


class NameMissing(Invalid):
    """Give it a name, at most {most} characters.

    请填写名称，最多 {most} 个字。
    """


class SlotsOverlap(Invalid):
    """{first} and {second} both stand on {day} from {starts} to {ends}; shorten one of them.

    {first} 与 {second} 在{day} {starts}–{ends} 重叠，请缩短其中一个。
    """

    def __init__(self, overlap: Overlap, titles: Mapping[str, str]) -> None:
        super().__init__(
            field=overlap.second,
            places=[overlap.first, overlap.second],
            first=titles.get(overlap.first) or overlap.first,
            second=titles.get(overlap.second) or overlap.second,
            day=overlap.day.isoformat(),
            weekday=overlap.weekday,
            starts=f"{overlap.starts:%H:%M}",
            ends=f"{overlap.ends:%H:%M}",
        )

    def sentence(self, language: str = "en") -> str:
        weekday = self.data["weekday"]
        if not isinstance(weekday, int):
            return super().sentence(language)
        day = WEEKDAYS[language.startswith("zh")][weekday - 1]
        return super().sentence(language).replace(str(self.data["day"]), day)


class NobodyNamed(Invalid):
    """Name at least one member of staff: a code without anyone cannot be made in WeCom.

    请至少选择一位员工：没有员工的活码无法在企业微信创建。
    """


class TooManyStaff(Invalid):
    """{field} has {count} members of staff; WeCom takes {most} on one code. Split it.

    {field} 有 {count} 位员工，企业微信一个活码最多 {most} 位，请拆分。
    """


class StaffUnknown(Invalid):
    """{count} of the chosen staff are not yours to schedule; reload and choose again.

    所选员工中有 {count} 位不在你的管理范围内，请刷新后重选。
    """


class TagUnknown(Invalid):
    """{count} of the chosen tags are gone; reload the tags and choose again.

    所选标签中有 {count} 个已不存在，请刷新后重选。
    """


class BeyondYourStores(Refused):
    """Choose one of your own stores; only someone who sees the whole brand may go beyond them.

    请选择你管理的门店；只有能看到整个品牌的人才能超出这个范围。
    """


class BadMessage(Invalid):
    """{english}

    {chinese}
    """

    def __init__(self, fault: Fault) -> None:
        english, chinese = fault.words
        super().__init__(
            field=fault.place, fault=fault.code, english=english, chinese=chinese, **fault.data
        )


class ScopeMissing(Invalid):
    """A {level} rule needs its {field}; without it, it would never greet anyone.

    「{level}」规则需要填写 {field}，否则永远不会生效。
    """


class LiveCodeUnknown(Invalid):
    """{count} of the chosen live codes are gone or out of your sight; reload and choose again.

    所选活码中有 {count} 个已不存在或不在你的管理范围内，请刷新后重选。
    """


class QrNotReady(Conflict):
    """WeCom has not made this code yet; the page shows why as soon as it is known.

    企业微信尚未生成这个活码；如有问题，页面会显示原因。
    """


class SourceUnknown(Invalid):
    """There is no open source {source} in your sight; check its name, or write its path.

    在你的可见范围内没有启用中的来源「{source}」，请核对名称，或写完整路径。
    """


class SourceAmbiguous(Invalid):
    """{count} sources are called {source}; write the whole path, such as Social media/Weibo.

    有 {count} 个来源叫「{source}」，请写完整路径，例如：社交媒体/微博。
    """


class SourceNameTaken(Conflict):
    """There is a source called {name} in this place already.

    同一位置已有名为「{name}」的来源。
    """


class MarkTaken(Conflict):
    """Another source has the mark {mark}; choose another one.

    标识「{mark}」已被其他来源使用，请换一个。
    """


class SourceUnderItself(Conflict):
    """{name} cannot stand below itself.

    「{name}」不能放到自己的下级。
    """


class CostOutOfRange(Invalid):
    """Write an amount from 0 up, in {currency} with no more decimals than it has.

    请填写不小于 0 的金额，小数位不超过 {currency} 的最小单位。
    """


class SpanWrong(Invalid):
    """Choose a first day that is not after the last, and at most {most} days.

    请选择正确的起止日期：开始不晚于结束，最多 {most} 天。
    """


class BadTarget(Invalid):
    """A link leads to a web page: an address that begins with https:// or http:// and a host.

    链接须指向网页：以 https:// 或 http:// 开头并带有域名的地址。
    """


class ArrivalUnclear(Invalid):
    """Say by exactly one of source, link or utm_campaign how they came, and name an account.

    请用「来源、短链接、utm_campaign」之一说明从哪里来，并填写一个账号。
    """


class CustomerUnknown(Invalid):
    """Nobody here has this account; bring in the customers first.

    这里没有使用该账号的客户，请先导入客户。
    """


class LinkUnknown(Invalid):
    """There is no short link {code} in your sight.

    在你的可见范围内没有短链接 {code}。
    """
