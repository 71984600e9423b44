"""Files that messages carry (90253, 90256)."""

from typing import Literal

from siyu.channels.wecom.connector import Connector
from siyu.channels.wecom.shapes import Media

Kind = Literal["image", "voice", "video", "file"]
TYPES: dict[Kind, str] = {
    "image": "image/png",
    "voice": "audio/amr",
    "video": "video/mp4",
    "file": "application/octet-stream",
}


class MediaFiles:
    """Uploads."""

    def __init__(self, connector: Connector) -> None:
        self._connector = connector

    def upload(self, kind: Kind, name: str, content: bytes) -> Media:
        """A file for three days: image ≤10 MB, voice ≤2, video ≤10, file ≤20; over 5 bytes."""
        file = (name, content, TYPES[kind])
        answer = self._connector.upload("media/upload", file, type=kind)
        return Media.model_validate(answer)

    def upload_image(self, name: str, content: bytes) -> str:
        """The lasting address of a picture for use inside WeCom; 1,000 a day for the corp."""
        answer = self._connector.upload("media/uploadimg", (name, content, TYPES["image"]))
        return str(answer["url"])
