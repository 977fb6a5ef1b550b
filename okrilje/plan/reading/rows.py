"""From blocks to activities: headings, repeated headers, and rows that a page cut in two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from okrilje.lib.documents import Block, Document, DocumentError, Paragraph, Row, Where
from okrilje.lib.documents.blocks import gettext_noop as _
from okrilje.plan.content import Pillar, Programme
from okrilje.plan.reading.cells import Cell
from okrilje.plan.reading.columns import Layout, completes, layout, repeats, words_in
from okrilje.plan.reading.headings import Heading, activity_code, heading, parent
from okrilje.plan.reading.words import count, flat
from okrilje.plan.vocabulary import Column

#: The most letters a cell of a plan may have, and the most activities a plan.
LONGEST = 30_000
MOST_ACTIVITIES = 5_000


@dataclass(slots=True)
class Draft:
    """An activity as its rows give it: the joined cells by column index."""

    code: str
    programme: str
    pillar: str
    where: list[Where]
    cells: dict[int, Cell] = field(default_factory=dict)


@dataclass(slots=True)
class Rows:
    """What the walk over a document found. Words of headings and headers are counted apart from the activities'."""

    layout: Layout | None = None
    given: Mapping[int, Column] = field(default_factory=dict)
    #: The row of headings that only the columns given by hand make one: no words in the document announce any.
    told: Row | None = None
    front: list[Paragraph] = field(default_factory=list)
    #: The column of codes is empty: activities are numbered here.
    uncoded: bool = False
    #: Text after the first activity that is neither a heading nor in a table.
    between: list[Paragraph] = field(default_factory=list)
    pillars: dict[str, Pillar] = field(default_factory=dict)
    programmes: dict[str, Programme] = field(default_factory=dict)
    drafts: list[Draft] = field(default_factory=list)
    header_words: int = 0
    heading_words: int = 0
    #: Rows that belong to no activity.
    outside: list[Row] = field(default_factory=list)
    #: Codes that stood a second time, the codes given instead, and where.
    doubled: list[tuple[str, str, Where]] = field(default_factory=list)
    #: Places where a row goes on with the activity before it.
    cut: list[tuple[str, Where]] = field(default_factory=list)
    _codes: set[str] = field(default_factory=set)
    _titles: dict[str, str] = field(default_factory=dict)
    _bare: str = ""
    _pillar: str = ""
    _programme: str = ""
    _previous: Row | None = None
    #: The last row that belonged to an activity.
    _last: Row | None = None
    #: The rows of headings since the last activity began.
    _header: list[tuple[str, ...]] = field(default_factory=list)
    #: The headings of the tables so far, each wording once.
    _known: list[tuple[str, ...]] = field(default_factory=list)


def walk(document: Document, given: Mapping[int, Column] | None = None) -> Rows:
    """Reads a document from top to bottom. ``given`` says by hand what columns hold."""
    rows = Rows(given=dict(given or {}), told=_told(document, given or {}))
    for block in document.blocks:
        _block(rows, block)
    return rows


def _told(document: Document, given: Mapping[int, Column]) -> Row | None:
    """Where no words announce columns: the first row of the table that has the columns given by hand."""
    if not given or any(layout(row.cells) for row in document.rows):
        return None
    fitting = [row for row in document.rows if sum(map(bool, map(str.strip, row.cells))) > 1]
    fitting = [row for row in fitting if layout(row.cells, given)]
    return max(fitting, key=lambda row: sum(index < len(row.cells) for index in given), default=None)


def _block(rows: Rows, block: Block) -> None:
    if isinstance(block, Paragraph):
        _paragraph(rows, block)
    elif words_in(block.cells):
        _row(rows, block)
        rows._previous = block


def _paragraph(rows: Rows, block: Paragraph) -> None:
    if rows._bare and not heading(block.text):
        _heading(rows, Heading(1, rows._bare, block.text.strip()))
    elif found := heading(block.text):
        _heading(rows, found)
    elif not rows.drafts:
        rows.front.append(block)
    else:
        rows.between.append(block)


def _row(rows: Rows, row: Row) -> None:
    if _is_header(rows, row):
        _headings(rows, row)
    elif line := _line(rows, row):
        rows.heading_words += count(line)
        _paragraph(rows, Paragraph(line, row.where))
    elif rows.layout is None:
        rows.outside.append(row)
    else:
        _content(rows, row)


def _headings(rows: Rows, row: Row) -> None:
    """Counts a row of headings. Other headings than the known ones, in the middle of a plan, may be a row of it."""
    assert rows.layout is not None
    if not rows._known or rows.layout.headings in rows._known:
        rows.header_words += sum(count(cell) for cell in row.cells)
    else:
        rows.outside.append(row)
    if rows.layout.headings not in rows._known:
        rows._known.append(rows.layout.headings)


def _line(rows: Rows, row: Row) -> str:
    """The text of a row that is a heading, or a line before the table; "" for any other row."""
    filled = [cell for cell in row.cells if cell.strip()]
    if len(filled) != 1 or (rows.layout and not row.cells[0].strip()):
        return ""
    found = heading(filled[0])
    if found and not found.title:
        found = found if rows.drafts and parent(rows.drafts[-1].code) and not parent(found.code) else None
    return filled[0] if rows.layout is None or rows._bare or found else ""


def _is_header(rows: Rows, row: Row) -> bool:
    """Sets the layout where a row of headings begins a table; a repeated one changes nothing."""
    if rows.layout and repeats(row.cells, rows.layout):
        rows._header.append(row.cells)
        return True
    if rows.layout and any(completes(row.cells, begun, rows.layout) for begun in rows._header):
        return True
    if rows.layout and activity_code(_cell(row, rows.layout.index_of(Column.CODE))):
        return False
    found = layout(row.cells, rows.given) if row is rows.told or layout(row.cells) else None
    if found is None or (rows.layout and rows._previous and rows._previous.table == row.table and len(found.roles) < 4):
        return False
    index = found.index_of(Column.CODE)
    if rows.given and index is not None and activity_code(_cell(row, index)):
        rows.layout = Layout(found.roles, ("",) * len(row.cells))  # told by hand, and the table has no headings
        rows._known.append(rows.layout.headings)
        return False
    rows.layout = found.without(Column.CODE) if rows.uncoded else found
    rows._header.append(row.cells)
    return True


def _heading(rows: Rows, found: Heading) -> None:
    rows._bare = ""
    if found.level == 1:
        if not found.title:
            rows._bare = found.code
            return
        rows._titles[found.code] = found.title
        rows._pillar, rows._programme = found.code, ""
        return
    _programme(rows, found.code, found.title)


def _programme(rows: Rows, code: str, title: str) -> None:
    """Enters a programme, new or met before; its pillar is told by its code, else by the last heading."""
    above = parent(code)
    pillar = above if above in rows._titles or not rows._pillar else rows._pillar
    pillar = pillar or rows._pillar or code
    if pillar not in rows.pillars:
        rows.pillars[pillar] = Pillar(code=pillar, title=rows._titles.get(pillar, ""))
    if code not in rows.programmes:
        rows.programmes[code] = Programme(code=code, pillar=pillar, title=title)
    rows._pillar, rows._programme = pillar, code


def _content(rows: Rows, row: Row) -> None:
    """A row of the table's body: a new activity, or more of the one before."""
    assert rows.layout is not None
    _named_above(rows, row)
    code = _code(rows, row)
    if code is None and not rows.drafts and _cell(row, rows.layout.index_of(Column.ACTIVITY)):
        rows.uncoded = True  # the first row has no code: numbers that Word makes are not in the text
        rows.layout = rows.layout.without(Column.CODE)
        code = _code(rows, row)
    if code is not None:
        _begin(rows, row, code)
    elif rows.drafts and _goes_on(rows, row):
        _add(rows, rows.drafts[-1], row)
    else:
        rows.outside.append(row)


def _named_above(rows: Rows, row: Row) -> None:
    """Spreadsheets name pillar and programme in columns of their own."""
    assert rows.layout is not None
    for role, level in ((Column.PILLAR, 1), (Column.PROGRAMME, 2)):
        index = rows.layout.index_of(role)
        text = flat(_cell(row, index))
        if index is None or not text or index in row.carried:
            continue
        found = heading(text)
        known = rows._titles if level == 1 else {p.title: p.code for p in rows.programmes.values()}
        if found:
            _heading(rows, Heading(level, found.code, found.title or rows._titles.get(found.code, "")))
        elif text not in known.values() and text not in known:
            number = str(len(rows.pillars if level == 2 else rows._titles) + 1)
            _heading(rows, Heading(level, number if level == 1 else f"{rows._pillar or 1}.{_next(rows)}", text))


def _next(rows: Rows) -> int:
    return sum(1 for p in rows.programmes.values() if p.pillar == (rows._pillar or "1")) + 1


def _code(rows: Rows, row: Row) -> str | None:
    """The code of the activity that begins with this row; None when the row goes on with the one before."""
    assert rows.layout is not None
    index = rows.layout.index_of(Column.CODE)
    if index is not None:
        if index in row.carried:
            return None
        found = activity_code(_cell(row, index))
        return found[0] if found else None
    text = _cell(row, rows.layout.index_of(Column.ACTIVITY))
    if not text or rows.layout.index_of(Column.ACTIVITY) in row.carried:
        return None
    found = activity_code(text)
    if found and text[found[1] :].strip():
        return found[0]
    if text[:1].islower() and rows.drafts:
        return None
    above = rows._programme or rows._pillar or "1"
    return f"{above}.{sum(1 for draft in rows.drafts if (draft.programme or draft.pillar) == above) + 1}"


def _begin(rows: Rows, row: Row, code: str) -> None:
    if _taken(rows, code):
        given = next(c for n in range(2, len(rows.drafts) + 3) if not _taken(rows, c := f"{code}-{n}"))
        rows.doubled.append((code, given, row.where))
        code = given
    above = parent(code)
    if above in rows.programmes or not rows._programme:
        _programme(rows, above or rows._pillar or "1", rows.programmes[above].title if above in rows.programmes else "")
    rows._header.clear()
    programme = rows.programmes[rows._programme]
    draft = Draft(code, programme.code, programme.pillar, [])
    rows.drafts.append(draft)
    rows._codes.add(code)
    if len(rows.drafts) > MOST_ACTIVITIES:
        raise DocumentError(
            _("%(where)s: there are more than %(most)s activities. Is this a plan?"),
            where=row.where,
            most=MOST_ACTIVITIES,
        )
    _add(rows, draft, row)


def _taken(rows: Rows, code: str) -> bool:
    return code in rows._codes


def _goes_on(rows: Rows, row: Row) -> bool:
    """A row without a code goes on with the activity before it, unless it stands in a table of another shape."""
    last = rows._last
    return last is None or last.table == row.table or len(row.cells) == len(last.cells)


def _add(rows: Rows, draft: Draft, row: Row) -> None:
    """Joins the cells of a row to those of an activity: a sentence goes on over a page, a merged row adds a line."""
    rows._last = row
    if draft.where:
        rows.cut.append((draft.code, row.where))
    inside = bool(draft.where) and bool(row.carried)
    draft.where.append(row.where)
    for index, text in enumerate(row.cells):
        if text.strip() and not (len(draft.where) > 1 and index in row.carried):
            before = draft.cells.get(index, Cell("", ()))
            item = inside or text.startswith("•")
            draft.cells[index] = _short_enough(before.joined(text.strip(), row.where, "\n" if item else " "), row.where)


def _short_enough(cell: Cell, where: Where) -> Cell:
    if len(cell.text) > LONGEST:
        raise DocumentError(
            _("%(where)s: a cell has %(letters)s letters; the longest that is read has %(most)s. Is this a plan?"),
            where=where,
            letters=len(cell.text),
            most=LONGEST,
        )
    return cell


def _cell(row: Row, index: int | None) -> str:
    return row.cells[index].strip() if index is not None and index < len(row.cells) else ""
