"""Files of a reader's own figures as hands, editors and spreadsheets may leave them."""

from __future__ import annotations

import csv
import io

from hypothesis import strategies as st

HEAD, ROW, OTHER = csv.reader(
    [
        "id,topic,label,value,unit,hedge,hedge_word,period,source,locator,grade,part_of,note",
        "own.party.members,party,党员,60,名,at_least,余,2024-06,own,党员名册,reported,,",
        "own.village.farmland,village,耕地,3000,亩,about,约,,own,问会计,reported,,",
    ]
)
CELLS = (
    "", " ", "-5", "－5", "６０", "6,000", "1e9", "1e400", "NaN", "Infinity", "0x10", "½", "六十", "60名", "约60",
    "=cmd|' /C calc'!A0", "=1+1", "+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", '"', '""', 'a"b', "a,b", "a\nb", "a\r\nb",
    "\0", "\ufeff", "\u202e", "\u2028", "🙂", "𠮷", "é", "{cell}", "{column}", "%s", "__proto__", "constructor", "'60",
    "<img src=x onerror=alert(1)>", "own.party.members", "own.", "2024-13", "2024/06", "Jun-24", "x" * 140_000,
)  # fmt: skip


def text(rows: list[list[str]], end: str = "\r\n") -> str:
    """Return rows as a spreadsheet writes them."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator=end).writerows(rows)
    return stream.getvalue()


GOOD = text([HEAD, ROW, OTHER])
cells = st.sampled_from(CELLS) | st.text(max_size=20)


@st.composite
def tables(draw: st.DrawFn) -> str:
    """A sound table in which some cells, rows or columns are not what they should be."""
    rows = [list(HEAD), list(ROW), list(OTHER)]
    for _ in range(draw(st.integers(0, 3))):
        row = draw(st.sampled_from(rows))
        match draw(st.sampled_from(["cell", "cell", "cell", "cell", "more", "fewer", "twice", "gone", "swap"])):
            case "cell" if row:
                row[draw(st.integers(0, len(row) - 1))] = draw(cells)
            case "more":
                row.insert(draw(st.integers(0, len(row))), draw(cells))
            case "fewer" if row:
                row.pop()
            case "twice":
                rows.append(list(row))
            case "gone" if len(rows) > 1:
                rows = [each for each in rows if each is not row]
            case "swap":
                row.reverse()
    return text(rows, draw(st.sampled_from(["\r\n", "\n", "\r"])))


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """The bytes of such a table, or of anything else."""
    if draw(st.integers(0, 9)) == 0:
        return draw(st.binary(max_size=300))
    written = draw(tables())
    for sign in draw(st.lists(st.sampled_from(['"', ",", "\r", "\n", "\0", "\ufeff", ";", "，"]), max_size=2)):
        at = draw(st.integers(0, len(written)))
        written = written[:at] + sign + written[at:]
    encoding = draw(st.sampled_from(["utf-8", "utf-8", "utf-8-sig", "gb18030", "utf-16"]))
    content = written.encode(encoding, "replace")
    if draw(st.integers(0, 9)) == 0:
        content = content[: draw(st.integers(0, len(content)))]
    return content
