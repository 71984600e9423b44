"""What happens with profiles: which parts of one changed, never to what."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from siyu.kit.choices import Choice
from siyu.platform.declarations import Event


class ProfileSource(Choice):
    """Who said something of a profile."""

    HAND = "hand", "by hand", "手动"
    IMPORT = "import", "an imported list", "导入名单"


class ProfilePart(Choice):
    """What every profile may hold; a brand's own fields go by their keys."""

    BIRTHDAY = "birthday", "birthday", "生日"
    ANNIVERSARIES = "anniversaries", "anniversaries", "纪念日"
    PREFERRED_STORE = "preferred_store", "preferred store", "偏好门店"
    PREFERRED_ADVISER = "preferred_adviser", "preferred adviser", "偏好导购"
    MOVED_BY = "moved_by", "what moves them", "打动因素"


@dataclass(frozen=True, kw_only=True)
class ProfileChanged(Event):
    """Profile changed: {parts} ({source}).

    资料更新：{parts}（{source}）。
    """

    customer_id: UUID
    parts: str
    """What changed, never to what: names of parts and keys of fields, a comma between them."""
    source: ProfileSource

    def sentence(self, language: str, names: Mapping[str, str]) -> str:
        known = set(ProfilePart)
        said = [
            ProfilePart(part).said(language) if part in known else part
            for part in self.parts.split(",")
        ]
        comma = "、" if language.startswith("zh") else ", "
        return super().sentence(language, {**names, "parts": comma.join(said)})
