"""Text → days and times: the forms in which people write a date.

``2017-03-05``, ``2017/3/5``, ``2017.3.5``, ``20170305``, ``2017年3月5日``, each with or without a time
of day (``14:22``, ``14:22:10``, ``14时22分``), a ``T`` between them and a zone at the end. The year
has four digits and comes first: ``3/5/2017`` can mean two days and is refused. A time with a zone
becomes the wall time of China.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.records.cells import CHINA

Stamps = npt.NDArray[np.datetime64]
Whole = npt.NDArray[np.int64]

_ISO = r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)?"
_DAYS = (
    r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})",
    r"(?P<y>\d{4})/(?P<m>\d{1,2})/(?P<d>\d{1,2})",
    r"(?P<y>\d{4})\.(?P<m>\d{1,2})\.(?P<d>\d{1,2})",
    r"(?P<y>\d{4})年(?P<m>\d{1,2})月(?P<d>\d{1,2})日",
    r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})",
)
_TIME = (
    r"(?:(?:T| |日)(?P<h>\d{1,2})[:时](?P<i>\d{1,2})(?:[:分](?P<s>\d{1,2})(?:\.(?P<f>\d{1,6}))?)?"
    r"[分秒]?(?P<z>Z|[+-]\d{2}:?\d{2})?)?"
)


def stamps(text: pd.Series[str]) -> Stamps:
    """Return the time that each text says, missing where it says none.

    Parameters
    ----------
    text
        Trimmed texts; missing ones stay missing.

    Examples
    --------
    >>> stamps(pd.Series(["2017年3月5日", "2017-03-05T14:22:10Z", "2017-02-30"])).tolist()
    [datetime.datetime(2017, 3, 5, 0, 0), datetime.datetime(2017, 3, 5, 22, 22, 10), None]
    """
    result = np.full(len(text), np.datetime64("NaT", "us"))
    iso = text.str.fullmatch(_ISO).to_numpy(dtype=bool)
    if iso.any():
        part = text if iso.all() else text[iso]
        result[iso] = (
            pd.to_datetime(part, format="ISO8601", errors="coerce")
            .dt.as_unit("us")
            .to_numpy(dtype="datetime64[us]")
        )
    other = ~iso & text.notna().to_numpy()
    if other.any():
        codes, distinct = pd.factorize(text[other])
        result[other] = _written(pd.Series(distinct, dtype="str"))[codes]
    return result


def _written(text: pd.Series[str]) -> Stamps:
    """Read the forms that people write; each form is one pattern over all texts."""
    import pyarrow as pa
    import pyarrow.compute as pc

    plain = pc.utf8_normalize(pa.array(text, pa.large_string()), form="NFKC")
    plain = pc.replace_substring_regex(plain, r"\s+", " ")
    plain = pc.replace_substring_regex(plain, r"\s*([年月日:时分/.-])\s*", r"\1")
    result = np.full(len(text), np.datetime64("NaT", "us"))
    for day in _DAYS:
        # 日 both ends a day and stands between it and the time of day
        pattern = f"^{day}{_TIME.replace('|日', '|') if '日' in day else _TIME.replace('|日', '')}$"
        found = pc.extract_regex(plain, pattern)
        rows = np.flatnonzero(found.is_valid().to_numpy(zero_copy_only=False))
        if len(rows):
            result[rows] = _composed(found.take(pa.array(rows)))
    return result


def _composed(found: Any) -> Stamps:
    """Put the parts of matched dates together; a day or hour that does not exist is missing."""
    import pyarrow.compute as pc

    names = {found.type.field(i).name for i in range(found.type.num_fields)}

    def texts(name: str) -> npt.NDArray[np.object_]:
        values: npt.NDArray[np.object_] = pc.struct_field(found, name).to_numpy(
            zero_copy_only=False
        )
        return values

    def whole(name: str) -> Whole:
        if name not in names:
            return np.zeros(len(found), dtype=np.int64)
        digits = pd.Series(texts(name), dtype="str")
        return digits.mask(digits == "", "0").astype("int64").to_numpy()

    year, month, day = whole("y"), whole("m"), whole("d")
    hour, minute, second = whole("h"), whole("i"), whole("s")
    fraction = pd.Series(texts("f"), dtype="str").str.ljust(6, "0").astype("int64").to_numpy()
    exists = (month >= 1) & (month <= 12) & (day >= 1) & (hour < 24) & (minute < 60) & (second < 60)
    months = ((year - 1970) * 12 + np.clip(month, 1, 12) - 1).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (day - 1).astype("timedelta64[D]")
    exists &= days.astype("datetime64[M]") == months
    seconds = (hour * 60 + minute) * 60 + second
    result = days.astype("datetime64[us]") + (seconds * 1_000_000 + fraction).astype(
        "timedelta64[us]"
    )
    result[~exists] = np.datetime64("NaT")
    zones = pd.Series(texts("z"), dtype="str")
    zoned = (zones != "").to_numpy()
    if zoned.any():
        result[zoned] = _in_china(result[zoned], zones[zoned])
    return result


def _in_china(local: Stamps, zones: pd.Series[str]) -> Stamps:
    offset = zones.str.replace(":", "").str.replace("Z", "+0000")
    minutes = offset.str.slice(1, 3).astype("int64") * 60 + offset.str.slice(3).astype("int64")
    minutes = minutes.where(offset.str.startswith("+"), -minutes)
    utc = pd.Series(local - minutes.to_numpy().astype("timedelta64[m]")).dt.tz_localize("UTC")
    china = utc.dt.tz_convert(CHINA).dt.tz_localize(None)
    return china.to_numpy(dtype="datetime64[us]")
