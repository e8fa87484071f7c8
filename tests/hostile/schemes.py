"""Hostile and broken scheme files, each named by its fault: what it holds, what is to be said.

`SCHEMES` maps a name to the bytes of the file and the codes of its problems; none means that it
loads as it is.
"""

SOUND = """\
scheme: small
title: {en: Small}
source: {document: none}
period: {from: 2020-01-01, to: 2020-12-31}
points: 10
points_from: proposed
groups: {county: {title: {en: County}}}
indicators:
  - {id: a, title: {en: A}, points: 6, rule: {kind: expert}}
  - {id: b, title: {en: B}, points: 4, rule: {kind: expert}}
"""


def put(old: str, new: str) -> bytes:
    assert old in SOUND
    return SOUND.replace(old, new).encode("utf-8", "surrogatepass")


def more(text: str) -> bytes:
    return (SOUND + text).encode("utf-8", "surrogatepass")


LAUGHS = "a0: &a0 [x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
)

SCHEMES: dict[str, tuple[bytes, tuple[str, ...]]] = {
    # as a whole
    "sound": (SOUND.encode(), ()),
    "sound, with a byte order mark": (b"\xef\xbb\xbf" + SOUND.encode(), ()),
    "sound, lines end as on Windows": (SOUND.replace("\n", "\r\n").encode(), ()),
    "sound, lines end as on old Macs": (SOUND.replace("\n", "\r").encode(), ()),
    "empty file": (b"", ("empty_file",)),
    "only a byte order mark": (b"\xef\xbb\xbf", ("empty_file",)),
    "only spaces": (b"   \n  \n", ("empty_file",)),
    "only a comment": (b"# nothing\n", ("empty_file",)),
    "only dashes": (b"---\n", ("empty_file",)),
    "a list": (b"- a\n- b\n", ("wrong_form",)),
    "a word": (b"scheme", ("wrong_form",)),
    "a number": (b"42", ("wrong_form",)),
    "one NUL": (b"\x00", ("control_character",)),
    "a NUL within a text": (put("Small", "Sm\x00all"), ("control_character",)),
    "a bell within a text": (put("Small", "Sm\x07all"), ("control_character",)),
    "a lone surrogate": (put("Small", "Sm\ud800all"), ("not_utf8",)),
    "text turned around by U+202E": (put("Small", "Sm\u202eall"), ("control_character",)),
    "a space without width in a key": (
        put("points: 10", "poi\u200bnts: 10"),
        ("control_character",),
    ),
    "UTF-16": (SOUND.encode("utf-16"), ("not_utf8",)),
    "UTF-16 without mark": (SOUND.encode("utf-16-le"), ("control_character",)),
    "UTF-32": (SOUND.encode("utf-32"), ("not_utf8",)),
    "GB18030": (put("Small", "指标").decode().encode("gb18030"), ("not_utf8",)),
    "Latin-1": (put("Small", "café").decode().encode("latin-1"), ("not_utf8",)),
    "a zip": (b"PK\x03\x04\x14\x00\x00\x00\x08\x00" + bytes(range(128, 160)), ("not_utf8",)),
    "an image": (b"\x89PNG\r\n\x1a\n" + bytes(20), ("not_utf8",)),
    "HTML": (b"<!DOCTYPE html><html><script>alert(1)</script></html>", ("wrong_form",)),
    "JSON that is sound YAML": (b'{"scheme": "x"}', ("missing_key", "wrong_form")),
    "one byte too large": (SOUND.encode() + b"#" * (2**20), ("too_large",)),
    # YAML that attacks its reader
    "billion laughs": (LAUGHS.encode(), ("alias", "anchor", "missing_key", "wrong_form")),
    "an alias of itself": (b"a: &a [*a]\n", ("alias", "anchor", "missing_key", "wrong_form")),
    "merge keys": (more("x: &x {a: b}\ny:\n  <<: *x\n"), ("alias", "anchor", "unknown_key")),
    "a Python object": (more("x: !!python/object/apply:os.system ['echo hacked']\n"), ("tag",)),
    "a Python name": (put("points: 10", "points: !!python/name:os.system 10"), ("tag",)),
    "an own tag": (put("points: 10", "points: !ten 10"), ("tag",)),
    "a binary tag": (put("{en: Small}", "{en: !!binary aGk=}"), ("tag",)),
    "a directive": (b"%YAML 9.9\n---\n" + SOUND.encode(), ("not_yaml",)),
    "a tag directive": (b"%TAG ! tag:evil,2000:\n---\n" + SOUND.encode(), ()),
    "a second document": (more("---\nscheme: other\n"), ("several_documents",)),
    "nested 41 mappings deep": (more("x: " + "{a: " * 41 + "b" + "}" * 41 + "\n"), ("too_deep",)),
    "nested 20,000 lists deep": (more("x: " + "[" * 20_000 + "]" * 20_000 + "\n"), ("too_deep",)),
    "nested 5,000 open brackets": (more("x: " + "[" * 5_000 + "\n"), ("too_deep",)),
    "nested by indentation": (
        "".join(" " * n + "a:\n" for n in range(60)).encode() + b" " * 60 + b"b: c\n",
        ("too_deep",),
    ),
    "a key that is a list": (more("? [a, b]\n: c\n"), ("key_not_text", "unknown_key")),
    "a key that is a mapping": (more("? {a: b}\n: c\n"), ("key_not_text", "unknown_key")),
    "a key without a name": (more('"": c\n'), ("key_not_text", "unknown_key")),
    "a key of 10,000 letters": (more("k" * 10_000 + ": c\n"), ("not_yaml",)),
    "the same key twice": (more("points: 11\n"), ("duplicate_key",)),
    "the same key a hundred times": (more("points: 10\n" * 100), ("duplicate_key",)),
    "a thousand unknown keys": (more("".join(f"k{n}: v\n" for n in range(1000))), ("unknown_key",)),
    "an open quote": (more('x: "abc\n'), ("not_yaml",)),
    "an open bracket": (more("x: [a, b\n"), ("not_yaml",)),
    "a tab before a key": (more("\tx: 1\n"), ("tab",)),
    "an escape of a surrogate": (put("Small", '"\\ud800"'), ("not_yaml",)),
    "an escape of a NUL": (put("{en: A}", '{en: "A\\0"}'), ("control_character",)),
    "an escape of a bell in a key": (
        more('words: {"a\\u0007": {en: A}}\n'),
        ("control_character",),
    ),
    "an escape that turns text around": (put("Small", '"Sm\\u202eall"'), ("control_character",)),
    # scalars that loaders guess at
    "yes for a number": (put("points: 10", "points: yes"), ("not_a_number",)),
    "octal": (put("points: 10", "points: 0o12"), ("not_a_number",)),
    "hexadecimal": (put("points: 10", "points: 0xA"), ("not_a_number",)),
    "sexagesimal": (put("points: 10", "points: 1:30"), ("not_a_number",)),
    "an underscore in a number": (put("points: 10", "points: 1_0"), ("not_a_number",)),
    "an exponent": (put("points: 10", "points: 1e1"), ("not_a_number",)),
    "1e309": (put("points: 10", "points: 1e309"), ("not_a_number",)),
    "infinity": (put("points: 10", "points: .inf"), ("not_a_number",)),
    "not a number": (put("points: 10", "points: .nan"), ("not_a_number",)),
    "NaN in words": (put("points: 10", "points: NaN"), ("not_a_number",)),
    "full-width digits": (put("points: 10", "points: １０"), ("not_a_number",)),
    "Arabic digits": (put("points: 10", "points: ١٠"), ("not_a_number",)),
    "Chinese digits": (put("points: 10", "points: 十"), ("not_a_number",)),
    "a comma in a number": (put("points: 10", 'points: "1,0"'), ("not_a_number",)),
    "a thousand digits": (put("points: 10", "points: " + "9" * 1000), ("not_a_number",)),
    "21 digits": (put("points: 10", "points: " + "9" * 21), ("not_a_number",)),
    "a per cent sign": (put("points: 10", "points: 10%"), ("not_a_number",)),
    "minus points": (put("points: 10", "points: -10"), ("out_of_range",)),
    "zero points": (put("points: 10", "points: 0"), ("out_of_range",)),
    "null points": (put("points: 10", "points: null"), ("empty_value",)),
    "no points": (put("points: 10\n", "points:\n"), ("empty_value",)),
    "points as a list": (put("points: 10", "points: [10]"), ("not_a_number",)),
    "points as a mapping": (put("points: 10", "points: {ten: 10}"), ("not_a_number",)),
    "day zero": (put("2020-01-01", "0000-00-00"), ("not_a_date",)),
    "a day of year 9999": (put("2020-12-31", "9999-12-31"), ()),
    "31 February": (put("2020-01-01", "2020-02-31"), ("not_a_date",)),
    "a day with a time": (put("2020-01-01", "2020-01-01T00:00:00"), ("not_a_date",)),
    "a day as a number": (put("2020-01-01", "20200101"), ("not_a_date",)),
    "a reversed period": (put("2020-12-31", "2019-12-31"), ("period_reversed",)),
    "a period without end": (put(", to: 2020-12-31", ""), ("missing_key",)),
    # names that could be paths or commands
    "an id that is a path": (put("scheme: small", "scheme: ../../x"), ("bad_id",)),
    "an id that is an absolute path": (put("scheme: small", "scheme: /etc/passwd"), ("bad_id",)),
    "an id of two dots": (put("scheme: small", 'scheme: ".."'), ("bad_id",)),
    "an id with a backslash": (put("id: a,", "id: a\\b,"), ("bad_id",)),
    "an id with a space": (put("id: a,", "id: a b,"), ("bad_id",)),
    "an id in Chinese": (put("id: a,", "id: 公开,"), ("bad_id",)),
    "an id of 81 letters": (put("id: a,", f"id: {'a' * 81},"), ("too_long",)),
    "an empty id": (put("id: a,", 'id: "",'), ("bad_id",)),
    "a group that is a path": (put("{county:", "{../x:"), ("bad_id",)),
    "a title that is a script": (put("{en: A}", '{en: "<img src=x onerror=alert(1)>"}'), ()),
    "a title that is a formula": (put("{en: A}", "{en: \"=cmd|' /C calc'!A0\"}"), ()),
    "a title of 100,000 letters": (put("{en: A}", f"{{en: {'a' * 100_000}}}"), ()),
    "a title without words": (put("{en: A}", '{en: " "}'), ("empty_text",)),
    "a title in a third language": (put("{en: A}", "{fr: A}"), ("unknown_key",)),
    "a template in a title": (put("{en: A}", '{en: "{{ 7*7 }}{% raw %}"}'), ()),
    # trees that do not stand
    "no indicators": (SOUND[: SOUND.index("indicators")].encode(), ("wrong_form",)),
    "an empty list of indicators": (
        (SOUND[: SOUND.index("indicators")] + "indicators: []\n").encode(),
        ("too_few",),
    ),
    "no groups": (put("{county: {title: {en: County}}}", "{}"), ("too_few",)),
    "points that add up to a hair more": (
        put("points: 4", "points: 4.00000000000000000001"),
        ("points_do_not_add_up",),
    ),
    "the same id twice": (put("id: b", "id: a"), ("duplicate_id",)),
    "ids that differ in case": (put("id: b", "id: A"), ()),
    "a group within itself": (
        put("{title: {en: County}}", "{title: {en: County}, within: county}"),
        ("nested_group", "no_ranked_group"),
    ),
    "a rule of no kind": (
        put("rule: {kind: expert}}\n  - {id: b", "rule: {}}\n  - {id: b"),
        ("missing_key",),
    ),
    "a rule with code in it": (
        put("rule: {kind: expert}}\n  - {id: b", "rule: {kind: 'eval(1)'}}\n  - {id: b"),
        ("unknown_kind",),
    ),
    "a condition that is a huge pattern": (
        more(
            "adjustments:\n  - {id: v, kind: veto, title: {en: V}, result: fail, measure: "
            "{kind: count, table: incidents, where: {kind: '" + "(a+)+" * 200 + "'}}}\n"
        ),
        (),
    ),
    "a draw that does not add up": (
        put(
            "points: 4, rule: {kind: expert}",
            "points: 4, draw: {take: 1, seed: 1}, indicators: "
            "[{id: c, title: {en: C}, points: 3, rule: {kind: expert}}]",
        ),
        ("points_do_not_add_up",),
    ),
    "points sent to a branch elsewhere": (
        put("points: 6,", "points: 6, not_applicable: {kind: within, of: b},"),
        ("not_above",),
    ),
    "grades after one that takes all": (
        more("grades: [{id: x, title: {en: X}}, {id: y, title: {en: Y}}]\n"),
        ("grade_takes_all",),
    ),
    "ties that nothing breaks": (more("ranking: {ties: ordinal}\n"), ("ties_not_broken",)),
    "a condition that nothing meets": (
        more(
            "adjustments: [{id: v, kind: veto, title: {en: V}, result: fail, "
            "when: {at_least: 5, at_most: 3}}]\n"
        ),
        ("limits_crossed",),
    ),
    "a newer format": (more("format: 99\n"), ("newer_format",)),
    "a format of minus one": (more("format: -1\n"), ("unknown_format",)),
    "a million decimals": (more("rounding: {decimals: 1000000}\n"), ("out_of_range",)),
    "half a decimal": (more("rounding: {decimals: 0.5}\n"), ("not_a_whole_number",)),
}
