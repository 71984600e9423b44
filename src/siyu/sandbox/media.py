"""Files: temporary media of three days, and pictures with an address that lasts."""

from siyu.sandbox.endpoint import Call, Endpoint, File, Result, Upload
from siyu.sandbox.errors import Refusal
from siyu.sandbox.parameters import Parameter
from siyu.sandbox.rows import Media
from siyu.sandbox.world import World

MEGABYTE = 1024 * 1024
SMALLEST = 6
LARGEST = {
    "image": 10 * MEGABYTE,
    "voice": 2 * MEGABYTE,
    "video": 10 * MEGABYTE,
    "file": 20 * MEGABYTE,
}
SIGNATURES = {
    "image": (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"),
    "voice": (b"#!AMR",),
}
PICTURE_LARGEST = 2 * MEGABYTE


def check(type: str, upload: Upload | None, largest: int) -> Upload:
    """The file of an upload inside WeCom's limits. Raises Refusal."""
    if upload is None or not upload.content:
        raise Refusal(44001)
    if len(upload.content) < SMALLEST:
        raise Refusal(40006)
    if len(upload.content) > largest:
        raise Refusal(45001)
    if type in SIGNATURES and not upload.content.startswith(SIGNATURES[type]):
        raise Refusal(40004)
    return upload


def keep(world: World, type: str, upload: Upload, *, permanent: bool = False) -> Media:
    row = world.media.put(
        Media(
            media_id=world.mint("", 44),
            type=type,
            filename=upload.filename,
            content_type=upload.content_type,
            size=len(upload.content),
            real_at=world.real(),
            permanent=permanent,
        )
    )
    world.store.put_blob(row.media_id, upload.content)
    return row


def upload(call: Call) -> Result:
    """The official answer has an empty errmsg and created_at as text."""
    file = check(call["type"], call.upload, LARGEST[call["type"]])
    row = keep(call.world, call["type"], file)
    return {
        "errmsg": "",
        "type": row.type,
        "media_id": row.media_id,
        "created_at": str(call.world.now()),
    }


def uploadimg(call: Call) -> Result:
    file = check("image", call.upload, PICTURE_LARGEST)
    row = keep(call.world, "image", file, permanent=True)
    return {"errmsg": "", "url": f"{call.world.base_url}/picture/{row.media_id}"}


def alive(world: World, media_id: str) -> Media:
    """Media that has not expired. Raises Refusal 40007."""
    row = world.media.get(media_id)
    if row is None:
        raise Refusal(40007)
    if not row.permanent and world.real() - row.real_at > world.policy.media_seconds:
        raise Refusal(40007, "media expired")
    return row


def get(call: Call) -> File:
    row = alive(call.world, call["media_id"])
    content = call.world.store.blob(row.media_id)
    return File(filename=row.filename, content_type=row.content_type, content=content)


ENDPOINTS = (
    Endpoint(
        path="media/upload",
        method="POST",
        act=upload,
        right="media",
        document="90253",
        upload=True,
        parameters=(
            Parameter(
                name="type", required=True, missing=40005, choices=tuple(LARGEST), wrong=40005
            ),
        ),
    ),
    Endpoint(
        path="media/uploadimg",
        method="POST",
        act=uploadimg,
        right="media",
        document="90256",
        upload=True,
    ),
    Endpoint(
        path="media/get",
        method="GET",
        act=get,
        right="media",
        document="90254",
        parameters=(Parameter(name="media_id", required=True, missing=41006, unknown=40007),),
    ),
)
