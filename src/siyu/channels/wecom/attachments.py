"""What can hang on a message to a customer. Byte limits are WeCom's (92137)."""

from dataclasses import dataclass
from typing import Any, TypeAlias


@dataclass(frozen=True, kw_only=True)
class Image:
    """A picture, by media id (three days) or by the address that `upload_image` gave."""

    media_id: str = ""
    pic_url: str = ""

    def wire(self) -> dict[str, Any]:
        named = {"media_id": self.media_id, "pic_url": self.pic_url}
        return {"msgtype": "image", "image": {name: one for name, one in named.items() if one}}


@dataclass(frozen=True, kw_only=True)
class Link:
    """A card that opens a page: title ≤128 bytes, description ≤512, addresses ≤2,048."""

    title: str
    url: str
    description: str = ""
    picture_url: str = ""

    def wire(self) -> dict[str, Any]:
        link = {"title": self.title, "url": self.url}
        if self.description:
            link["desc"] = self.description
        if self.picture_url:
            link["picurl"] = self.picture_url
        return {"msgtype": "link", "link": link}


@dataclass(frozen=True, kw_only=True)
class MiniProgram:
    """A card that opens a Mini Program: title ≤64 bytes, with a cover picture."""

    title: str
    cover_media_id: str
    app_id: str
    page: str

    def wire(self) -> dict[str, Any]:
        card = {
            "title": self.title,
            "pic_media_id": self.cover_media_id,
            "appid": self.app_id,
            "page": self.page,
        }
        return {"msgtype": "miniprogram", "miniprogram": card}


@dataclass(frozen=True, kw_only=True)
class Video:
    """A film, by media id."""

    media_id: str

    def wire(self) -> dict[str, Any]:
        return {"msgtype": "video", "video": {"media_id": self.media_id}}


@dataclass(frozen=True, kw_only=True)
class Document:
    """A file, by media id."""

    media_id: str

    def wire(self) -> dict[str, Any]:
        return {"msgtype": "file", "file": {"media_id": self.media_id}}


Attachment: TypeAlias = Image | Link | MiniProgram | Video | Document
