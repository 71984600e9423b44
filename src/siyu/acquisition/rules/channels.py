"""The channels customers come by, and what a link to the brand says of them.

`utm_source` is the channel, `utm_medium` its kind of medium, `utm_campaign` the source's own
mark, by which it is known again when a shop's order or a form brings it back.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from siyu.kit.choices import Choice

K = TypeVar("K")


class Channel(Choice):
    """The kind of a source."""

    STORE_POSTER = "store_poster", "store poster", "门店海报"
    PARCEL_CARD = "parcel_card", "parcel card", "包裹卡"
    WEIBO = "weibo", "Weibo", "微博"
    DOUYIN = "douyin", "Douyin", "抖音"
    XIAOHONGSHU = "xiaohongshu", "Xiaohongshu", "小红书"
    SEARCH = "search", "search", "搜索"
    PARTNER = "partner", "partner brand", "异业品牌"
    BLOGGER = "blogger", "blogger", "博主"
    PLATFORM = "platform", "platform", "电商平台"
    LIVE_STREAM = "live_stream", "live stream", "直播"
    REFERRAL = "referral", "referral", "老带新"
    OTHER = "other", "other", "其他"


class How(Choice):
    """By what a customer's source is known."""

    LIVE_CODE = "live_code", "live code", "活码"
    SHORT_LINK = "short_link", "short link", "短链接"
    UTM = "utm", "UTM parameters", "UTM 参数"
    IMPORT = "import", "import", "导入"
    UNKNOWN = "unknown", "nothing known", "未知"


MEDIUM = {
    Channel.STORE_POSTER: "qr",
    Channel.PARCEL_CARD: "qr",
    Channel.WEIBO: "social",
    Channel.DOUYIN: "social",
    Channel.XIAOHONGSHU: "social",
    Channel.SEARCH: "search",
    Channel.PARTNER: "partner",
    Channel.BLOGGER: "influencer",
    Channel.PLATFORM: "marketplace",
    Channel.LIVE_STREAM: "live",
    Channel.REFERRAL: "referral",
    Channel.OTHER: "other",
}


@dataclass(frozen=True)
class Usual:
    """A source most brands have; `under` is the mark of the one above it."""

    mark: str
    channel: Channel
    en: str
    zh: str
    under: str | None = None

    def said(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en


STORES = "stores"
PARTNERS = "partners"
USUAL = (
    Usual(STORES, Channel.STORE_POSTER, "Store posters", "门店海报"),
    Usual("parcels", Channel.PARCEL_CARD, "Parcel cards", "包裹卡"),
    Usual("social", Channel.OTHER, "Social media", "社交媒体"),
    Usual("weibo", Channel.WEIBO, "Weibo", "微博", "social"),
    Usual("douyin", Channel.DOUYIN, "Douyin", "抖音", "social"),
    Usual("xiaohongshu", Channel.XIAOHONGSHU, "Xiaohongshu", "小红书", "social"),
    Usual("bloggers", Channel.BLOGGER, "Bloggers", "博主", "social"),
    Usual("live", Channel.LIVE_STREAM, "Live streams", "直播"),
    Usual("search", Channel.SEARCH, "Search", "搜索"),
    Usual(PARTNERS, Channel.PARTNER, "Partner brands", "异业品牌"),
    Usual("platforms", Channel.PLATFORM, "Platforms", "电商平台"),
    Usual("referral", Channel.REFERRAL, "Referral", "老带新"),
)


def above(under: Mapping[K, K | None], one: K) -> Iterator[K]:
    """What stands above `one`, the nearest first."""
    parent = under.get(one)
    while parent is not None:
        yield parent
        parent = under.get(parent)


def utm(
    channel: Channel, mark: str, *, content: str = "", term: str | None = None
) -> dict[str, str]:
    """The parameters that say by which source someone came."""
    given = {
        "utm_source": str(channel),
        "utm_medium": MEDIUM[channel],
        "utm_campaign": mark,
        "utm_content": content,
        "utm_term": term or "",
    }
    return {name: value for name, value in given.items() if value}
