"""Word and Excel files are archives: checked before anything in them is read."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from okrilje.lib.documents.blocks import DocumentError
from okrilje.lib.documents.blocks import gettext_noop as _

#: How many parts an archive may have, and how large they may be when unpacked.
MOST_MEMBERS = 5_000
MOST_UNPACKED = 200 * 1024 * 1024
#: A part that is larger than this when unpacked is no document's if it was packed so many times over.
LARGE_PART = 4 * 1024 * 1024
MOST_TIMES = 150
_CHUNK = 1024 * 1024
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def kind(data: bytes, name: str, most: int = MOST_UNPACKED) -> str:
    """ "docx" or "xlsx"; DocumentError as of ``members``, and for an archive that is something else."""
    found = members(data, name, most)
    if "word/document.xml" in found:
        return "docx"
    if "xl/workbook.xml" in found:
        return "xlsx"
    if "content.xml" in found:
        raise DocumentError(
            _("%(name)s is an OpenDocument file. Save it as Word (.docx) or Excel (.xlsx) and try again."), name=name
        )
    raise DocumentError(_("%(name)s is an archive, not a Word or Excel document."), name=name)


def members(data: bytes, name: str, most: int = MOST_UNPACKED) -> set[str]:
    """The names of the parts, after every one was unpacked once, piece by piece, and found whole and small enough.

    DocumentError for an archive that is damaged or unpacks to more than ``most`` bytes.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _check(archive, name, most)
            return set(archive.namelist())
    except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, NotImplementedError) as error:
        raise damaged(name) from error


def _check(archive: zipfile.ZipFile, name: str, most: int) -> None:
    """Sizes as declared first, then as they really are: an archive may lie."""
    members = archive.infolist()
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > most:
        raise too_large(name, most)
    for member in members:
        if member.file_size > max(LARGE_PART, member.compress_size * MOST_TIMES):
            raise _blown_up(name, member)
    total = 0
    for member in members:
        if member.flag_bits & 1:
            raise encrypted(name)
        with archive.open(member) as part:
            head = b""
            while chunk := part.read(_CHUNK):
                total += len(chunk)
                head = head or chunk[:2048]
                if total > most:
                    raise too_large(name, most)
        if member.filename.endswith((".xml", ".rels")) and _ENTITY.search(head):
            raise DocumentError(
                _("%(name)s is not an ordinary document: its part %(part)s defines entities. It was not read."),
                name=name,
                part=member.filename,
            )


def too_large(name: str, most: int) -> DocumentError:
    return DocumentError(
        _(
            "%(name)s unpacks to more than %(most)s MB. No plan is that large; it was not read. "
            "If it is a real plan, take out its pictures and try again."
        ),
        name=name,
        most=most // (1024 * 1024),
    )


def _blown_up(name: str, member: zipfile.ZipInfo) -> DocumentError:
    return DocumentError(
        _("%(name)s was not read: its part %(part)s grows to %(times)s times its size. Save the document anew."),
        name=name,
        part=member.filename,
        times=member.file_size // max(member.compress_size, 1),
    )


def damaged(name: str) -> DocumentError:
    return DocumentError(
        _("%(name)s is damaged or incomplete. Copy or download it again, or save it anew, and try once more."),
        name=name,
    )


def encrypted(name: str) -> DocumentError:
    return DocumentError(
        _("%(name)s is protected by a password. Save a copy without the password and try again."), name=name
    )
