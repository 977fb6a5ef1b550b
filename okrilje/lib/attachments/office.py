"""Word, Excel and OpenDocument files: archives of XML, written anew without what tells about their authors."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from lxml import etree

from okrilje.lib.attachments import pictures
from okrilje.lib.attachments.kinds import Attachment, Kind, Piece
from okrilje.lib.documents.blocks import DocumentError, Where
from okrilje.lib.documents.blocks import gettext_noop as _
from okrilje.lib.documents.container import damaged

#: Names of parts that hold programs, or other files.
_ACTIVE = re.compile(
    r"vbaproject|vbadata|activex/|/embeddings/|^basic/|^scripts/|^object |macrosheets/|dialogsheets/|externallinks/"
    r"|\.(?:bin|exe|dll|js|vbs|ole)$",
    re.IGNORECASE,
)
#: Parts of Excel with this ending hold the settings of a printer and are left out.
_LEFT_OUT = re.compile(r"^docProps/|/printerSettings\d*\.bin$|^Thumbnails/|^meta\.xml$|/people\.xml$|/persons/", re.I)
#: Attributes and elements that name a person.
_NAMES_IN = {"author", "initials", "userId", "displayName", "userName", "lastEdited", "providerId"}
#: Attributes that hold text: descriptions of pictures, and where links lead.
_TEXTS_IN = {"descr", "title", "tooltip", "href", "Target", "alt"}
_NAMES_AS = {"author", "creator", "initial-creator", "creator-initials", "sender-initials", "printed-by"}
#: After these a new line begins, or a new cell.
_LINES, _CELLS = {"p", "tr", "row", "si", "h", "table-row", "br", "cr"}, {"tc", "c", "table-cell", "tab"}
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def read(data: bytes, name: str, kind: Kind) -> Attachment:
    """``data`` has passed ``documents.container.members``. DocumentError for anything active."""
    pieces, signed, clean = [], False, BytesIO()
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive, zipfile.ZipFile(clean, "w", zipfile.ZIP_DEFLATED) as written:
            parts = {one.filename: archive.read(one) for one in archive.infolist() if not one.is_dir()}
            _refuse_active(parts, name)
            for part, content in parts.items():
                signed |= part.startswith("_xmlsignatures/") or part.endswith("documentsignatures.xml")
                if _is_left_out(part):
                    continue
                if part.endswith((".xml", ".rels")):
                    tree = etree.fromstring(content, _PARSER)
                    pieces.append(Piece(Where(), _text(tree)))
                    content = _without_names(tree, part)
                elif part.lower().endswith((".jpg", ".jpeg", ".png")):
                    content = pictures.clean(content, name)
                stored = zipfile.ZIP_STORED if part == "mimetype" else zipfile.ZIP_DEFLATED
                written.writestr(zipfile.ZipInfo(part, _LONG_AGO), content, stored)
            if kind is Kind.XLSX:
                pieces += _sheets(parts)
    except (etree.XMLSyntaxError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise damaged(name) from error
    return Attachment(kind, "", clean.getvalue(), tuple(pieces), was_signed=signed)


def _is_left_out(part: str) -> bool:
    return bool(_LEFT_OUT.search(part)) or "signatures" in part


def _refuse_active(parts: dict[str, bytes], name: str) -> None:
    for part, content in parts.items():
        if _ACTIVE.search(part) and not _LEFT_OUT.search(part):
            raise active(name)
        if part == "[Content_Types].xml" and b"macroEnabled" in content:
            raise active(name)
        if part.endswith(".rels"):
            for relation in etree.fromstring(content, _PARSER):
                kind = relation.get("Type", "").rsplit("/", 1)[-1]
                if relation.get("TargetMode") == "External" and kind != "hyperlink":
                    raise active(name)


def active(name: str) -> DocumentError:
    return DocumentError(
        _("%(name)s holds macros, scripts, other files, or links that load something. Save a copy without them, best "
          "as PDF, and try again."),
        name=name,
    )  # fmt: skip


def _without_names(tree: Any, part: str) -> bytes:
    """The part again, without the names of people, and without mention of the parts that are left out."""
    for element in tree.iter(etree.Element):
        if etree.QName(element).localname in _NAMES_AS:
            element.text = ""
        for attribute in element.attrib:
            if etree.QName(attribute).localname in _NAMES_IN:
                element.set(attribute, "")
        if element.tag.endswith(("}Relationship", "}Override", "}file-entry")) and _is_left_out(_target(element, part)):
            element.getparent().remove(element)
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))


def _target(element: Any, part: str) -> str:
    """The part that an entry speaks of; where it is given relative to its own, with a slash in front."""
    for attribute, value in element.attrib.items():
        if etree.QName(attribute).localname in ("Target", "PartName", "full-path"):
            path = str(value).lstrip("/")
            return f"/{path}" if part.startswith(("word/_rels", "xl/_rels", "xl/worksheets/_rels")) else path
    return ""


def _text(tree: Any) -> str:
    """All text of a part. Runs are joined: a number may change its font in the middle."""
    said: list[str] = []
    beside: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if not isinstance(element.tag, str):
            continue
        tag = etree.QName(element).localname
        if event == "start":
            said.append(element.text or "")
            beside += [str(value) for name, value in element.attrib.items() if etree.QName(name).localname in _TEXTS_IN]
        else:
            said.append("\n" if tag in _LINES else "\t" if tag in _CELLS else "")
            said.append(element.tail or "")
    return "\n".join(["".join(said), *beside])


# --- Sheets --------------------------------------------------------------------------------------------------------


def _sheets(parts: dict[str, bytes]) -> Iterator[Piece]:
    """The figures of each sheet as a person sees them: a personal number typed as a figure loses its first zero."""
    numbers = sorted(part for part in parts if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", part))
    for place, part in enumerate(numbers, 1):
        tree = etree.fromstring(parts[part], _PARSER)
        values = (value.text or "" for value in tree.iter("{*}v"))
        long = (whole for value in values if len(whole := _whole(value)) in (12, 13))
        yield Piece(Where(table=place), "\n".join(number.zfill(13) for number in long))


def _whole(value: str) -> str:
    try:
        number = float(value)
    except ValueError:
        return ""
    return str(int(number)) if 0 <= number < 1e15 and number == int(number) else ""
