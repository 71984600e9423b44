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
