"""Pictures, without what a camera or a scanner wrote into them: where, when, with whose device."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageOps

from okrilje.lib.attachments.kinds import Attachment, Kind
from okrilje.lib.documents.blocks import DocumentError
from okrilje.lib.documents.blocks import gettext_noop as _
from okrilje.lib.documents.container import damaged

#: A page of A3 scanned at 600 points an inch has less.
MOST_PIXELS = 80_000_000
_ORIENTATION = 0x0112
#: In a JPEG: where the picture begins, and the segments for what cameras and programs say about it.
_SCAN, _REMARKS = 0xDA, {0xE1, 0xED, 0xFE}


def read(data: bytes, name: str, kind: Kind) -> Attachment:
    return Attachment(kind, "", clean(data, name), pictures=True)


def clean(data: bytes, name: str) -> bytes:
    """The same picture, turned as it is meant to be seen, without metadata. DocumentError where it is damaged."""
    try:
        with Image.open(BytesIO(data), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise DocumentError(_("%(name)s is a picture with too many points. Make it smaller."), name=name)
            picture.load()
            return _saved(picture)
    except DocumentError:
        raise
    except Exception as error:  # whatever is wrong inside: the sentence is the same
        raise damaged(name) from error


def without_remarks(data: bytes) -> bytes:
    """A JPEG as it lies in a PDF, without the segments in which cameras write; the picture itself stays as it is."""
    kept, position = [data[:2]], 2
    while position + 4 <= len(data) and data[position] == 0xFF and data[position + 1] != _SCAN:
        length = 2 + int.from_bytes(data[position + 2 : position + 4])
        if data[position + 1] not in _REMARKS:
            kept.append(data[position : position + length])
        position += length
    return b"".join([*kept, data[position:]])


def _saved(picture: Image.Image) -> bytes:
    saved, profile = BytesIO(), picture.info.get("icc_profile")
    if picture.format == "PNG":
        bare = picture.copy()
        bare.info = {}
        bare.save(saved, "PNG", icc_profile=profile)
    elif picture.getexif().get(_ORIENTATION, 1) == 1:
        picture.save(saved, "JPEG", quality="keep", icc_profile=profile, exif=b"", comment=b"", xmp=b"")
    else:
        turned = ImageOps.exif_transpose(picture)
        turned.info = {}
        turned.save(saved, "JPEG", quality=90, icc_profile=profile, exif=b"")
    return saved.getvalue()
