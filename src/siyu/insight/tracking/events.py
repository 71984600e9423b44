"""What people do on a site. Ids and numbers; `{page}` and the rest are filled where it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from siyu.platform.declarations import Event


@dataclass(frozen=True, kw_only=True)
class PageViewed(Event):
    """Page viewed: {came}{page} on {site}.

    浏览页面：{came}在 {site} 浏览 {page}。
    """

    customer_id: UUID | None = None
    visitor_id: UUID | None = None
    visit_id: UUID | None = None
    site_id: UUID
    page_id: UUID
    entry: bool = False
    touch_id: UUID | None = None
    first_touch_id: UUID | None = None

    def sentence(self, language: str, names: Mapping[str, str]) -> str:
        came = ""
        if self.entry and self.touch_id is not None:
            by = names.get("touch", "…")
            came = f"经 {by} 到来，" if language.startswith("zh") else f"came by {by} to "
        return super().sentence(language, {**names, "came": came})


@dataclass(frozen=True, kw_only=True)
class PageLeft(Event):
    """Page left: {page} on {site}, in sight for {seconds} s.

    离开页面：离开 {site} 的 {page}，可见 {seconds} 秒。
    """

    customer_id: UUID | None = None
    visitor_id: UUID | None = None
    visit_id: UUID | None = None
    site_id: UUID
    page_id: UUID
    seconds: int


@dataclass(frozen=True, kw_only=True)
class ElementClicked(Event):
    """Clicked: {element} on {page} of {site}.

    点击：在 {site} 的 {page} 点击「{element}」。
    """

    customer_id: UUID | None = None
    visitor_id: UUID | None = None
    visit_id: UUID | None = None
    site_id: UUID
    page_id: UUID
    element_id: UUID


@dataclass(frozen=True, kw_only=True)
class DoneOnSite(Event):
    """Done on a site: {kind}, on {page} of {site}.

    站内行为：在 {site} 的 {page} {kind}。
    """

    customer_id: UUID | None = None
    visitor_id: UUID | None = None
    visit_id: UUID | None = None
    site_id: UUID
    page_id: UUID
    kind_id: UUID
    number: float | None = None
    property_ids: tuple[UUID, ...] = ()
    values: tuple[float, ...] = ()


@dataclass(frozen=True, kw_only=True)
class VisitorRecognised(Event):
    """Recognised on a site: signed in on {site}.

    站内识别：在 {site} 登录，认出是此人。
    """

    customer_id: UUID
    visitor_id: UUID
    site_id: UUID


@dataclass(frozen=True, kw_only=True)
class VisitorForgotten(Event):
    """Tracking refused: withdrew consent to tracking on {site}; the visitor was forgotten.

    拒绝追踪：在 {site} 撤回了追踪同意，访客记录已删除。
    """

    customer_id: UUID | None = None
    site_id: UUID
