"""Strategies that know how inputs are built, and break them where it hurts.

A scheme is drawn as text from the words of the format; records as tables of nearly right cells; a
workbook as the parts of a sound one with some of them changed, cut or exchanged.
"""

import io
import zipfile

import yaml
from hypothesis import strategies as st

from gkeval.tables import TABLES
from tests.hostile import schemes, workbooks

NASTY = st.sampled_from(
    [
        *("", " ", "0", "-1", "1e309", "NaN", "inf", "null", "~", "true", "no", "1:30", "1.10"),
        *(
            "２",
            "十",
            "'",
            '"',
            "=1+1",
            "@x",
            "../../x",
            "{{7*7}}",
            "<img src=x>",
            "\u202e",
            "\ufeff",
        ),
        *(
            "9" * 30,
            "x" * 300,
            "0000-00-00",
            "9999-12-31",
            "2020-02-30",
            "不适用",
            "&a",
            "*a",
            "!!x",
        ),
        *("[", "]", "{", "}", ": ", "- ", "#", "|", ">", "%", "\t", "\x00", "\ud800"),
    ]
)
WORDS = st.one_of(NASTY, st.text(max_size=8))

KEYS = st.sampled_from(
    "scheme title source document period from to points points_from scale_to groups within "
    "not_applicable kind rate rates of missing rounding decimals rank_on ranking ties break_by "
    "grades at_least top needs no_veto rollup own children adjustments id on per_case cap share "
    "when above below measure table where date during rule target zero full steps levels late by "
    "indicators out_of draw take seed format constraints outside calendar reconcile".split()
)
KINDS = st.sampled_from(
    "siblings whole_tree within full share explained count distinct tally share_within coverage "
    "statistic change judgement first_date at_least at_most proportion linear steps levels "
    "checklist deadline deduct trend relative expert bonus deduction cap veto gate median".split()
)
NUMBERS = st.one_of(st.integers(-3, 200), st.decimals(0, 100, places=2)).map(str)
PLAIN = st.one_of(WORDS, KINDS, NUMBERS)
TREES = st.recursive(
    PLAIN,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.one_of(KEYS, WORDS), inner, max_size=4)
    ),
    max_leaves=12,
)


@st.composite
def scheme_files(draw: st.DrawFn) -> bytes:
    """A sound scheme with parts of it replaced, removed or added; or its text cut and spliced."""
    data = yaml.safe_load(schemes.SOUND)
    data["adjustments"] = [{"id": "v", "kind": "veto", "title": {"en": "V"}, "result": "fail"}]
    for _ in range(draw(st.integers(1, 4))):
        place = data
        while True:
            if isinstance(place, dict):
                key = draw(st.one_of(st.sampled_from([*place, "new"]), KEYS))
            else:
                key = draw(st.integers(0, max(len(place) - 1, 0)))
                if not place:
                    break
            inner = place.get(key) if isinstance(place, dict) else place[key]
            if isinstance(inner, dict | list) and inner and draw(st.booleans()):
                place = inner
                continue
            if isinstance(place, dict) and key in place and draw(st.integers(0, 3)) == 0:
                del place[key]
            else:
                place[key] = draw(TREES)
            break
    try:
        text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False).encode()
    except UnicodeEncodeError:
        text = repr(data).encode("utf-8", "surrogatepass")
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(text)))
        piece = draw(st.one_of(st.binary(max_size=4), NASTY.map(_bytes)))
        text = text[:at] + piece + text[draw(st.integers(at, min(at + 20, len(text)))) :]
    return text


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


CELLS = st.one_of(
    WORDS.map(lambda text: text.replace("\ud800", "?")),
    st.sampled_from(
        ["A", "B", "1", "2", "2017-03-05", "2017年3月5日", "是", "true", "#REF!", "50%"]
    ),
    st.floats().map(str),
    st.integers().map(str),
)


@st.composite
def record_files(draw: st.DrawFn) -> tuple[str, bytes]:
    """The name and the bytes of a CSV file that is nearly a record table."""
    table = TABLES[draw(st.sampled_from(list(TABLES)))]
    known = st.sampled_from([w for c in table.columns for w in (c.name, c.zh)])
    header = draw(st.lists(st.one_of(known, WORDS), min_size=1, max_size=8))
    rows = draw(st.lists(st.lists(CELLS, max_size=9), max_size=6))
    comma = draw(st.sampled_from([",", ",", ",", "\t", ";"]))
    end = draw(st.sampled_from(["\n", "\n", "\r\n", "\r"]))
    quoted = draw(st.booleans())

    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if quoted else text

    content = end.join(comma.join(map(cell, row)) for row in [header, *rows])
    encoding = draw(st.sampled_from(["utf-8", "utf-8", "utf-8-sig", "gb18030", "utf-16"]))
    held = content.encode(encoding, "replace" if encoding == "gb18030" else "surrogatepass")
    if draw(st.integers(0, 4)) == 0:
        at = draw(st.integers(0, len(held)))
        held = held[:at] + draw(st.binary(max_size=6)) + held[at + draw(st.integers(0, 6)) :]
    return draw(st.sampled_from([table.name, table.zh])) + ".csv", held


@st.composite
def workbook_files(draw: st.DrawFn) -> bytes:
    """A workbook whose parts are changed, cut, exchanged or left out."""
    rows = draw(st.lists(st.lists(CELLS, max_size=4).map(tuple), max_size=5))
    shown = [tuple(map(_escaped, row)) for row in [workbooks.HEADERS, *rows]]
    held = workbooks.parts(workbooks.sheet(workbooks.grid(*shown)))
    parts = {name: text.encode() for name, text in held.items() if isinstance(text, str)}
    for _ in range(draw(st.integers(0, 3))):
        name = draw(st.sampled_from(sorted(parts)))
        content = parts[name]
        at = draw(st.integers(0, len(content)))
        to = draw(st.integers(at, min(at + 30, len(content))))
        change = draw(st.sampled_from(["cut", "put", "drop", "swap", "attribute"]))
        if change == "cut":
            parts[name] = content[:at]
        elif change == "put":
            parts[name] = (
                content[:at] + draw(st.one_of(st.binary(max_size=5), XML_BITS)) + content[to:]
            )
        elif change == "drop" and len(parts) > 1:
            del parts[name]
        elif change == "swap":
            other = draw(st.sampled_from(sorted(parts)))
            parts[name], parts[other] = parts[other], content
        else:
            old, new = draw(ATTRIBUTES)
            parts[name] = content.replace(old, new)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    whole = target.getvalue()
    if draw(st.integers(0, 5)) == 0:
        at = draw(st.integers(0, len(whole)))
        whole = whole[:at] + draw(st.binary(max_size=4)) + whole[at + 2 :]
    return whole


XML_BITS = st.sampled_from(
    [
        b"<c>",
        b"</c>",
        b'<c r="XFD1048576"/>',
        b"<f>1+1</f>",
        b"&x;",
        b"<![CDATA[",
        b"<!--",
        b"]]>",
        b'<c r="A2" t="s"><v>9</v></c>',
        b'<c r="B2" t="e"><v>#REF!</v></c>',
        b"<row>",
        b'<row r="0">',
        b'<c r="A0"><v>1</v></c>',
        b'<c r="A3" t="d"><v>2017-13-05</v></c>',
        b'<c r="a1"/>',
    ]
)
ATTRIBUTES = st.sampled_from(
    [
        (b'r="A', b'r="'),
        (b'r="1"', b'r="-1"'),
        (b't="inlineStr"', b't="s"'),
        (b'r="2"', b'r="1"'),
        (b't="inlineStr"', b't="b"'),
        (b"sheet1", b"sheet2"),
        (b"rId1", b"rId9"),
        (b"units", b"requests"),
        (b't="inlineStr"', b't="n"'),
        (b'r="B', b'r="ZZZ'),
        (b"<v>", b"<v>9e999"),
        (b"UTF-8", b"UTF-16"),
    ]
)


def _escaped(text: str) -> str:
    shown = "".join(sign for sign in text if sign >= " " and not "\ud800" <= sign <= "\udfff")
    return shown.replace("&", "&amp;").replace("<", "&lt;")
