"""Text → days and times: the forms in which people write a date.

``2017-03-05``, ``2017/3/5``, ``2017.3.5``, ``20170305``, ``2017年3月5日``, each with or without a
time of day (``14:22``, ``14:22:10``, ``14时22分``), a ``T`` between them and a zone at the end. The
year has four digits and comes first: ``3/5/2017`` can mean two days and is refused. A time with a
zone becomes the wall time of China.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.records.cells import CHINA

Stamps = npt.NDArray[np.datetime64]
Whole = npt.NDArray[np.int64]

_ISO = r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?)?"
# Each form of a day, and what stands between it and a time of day.
_DAYS = (
    (r"(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})", "[T ]"),
    (r"(?P<y>[0-9]{4})/(?P<m>[0-9]{1,2})/(?P<d>[0-9]{1,2})", "[T ]"),
    (r"(?P<y>[0-9]{4})\.(?P<m>[0-9]{1,2})\.(?P<d>[0-9]{1,2})", "[T ]"),
    (r"(?P<y>[0-9]{4})年(?P<m>[0-9]{1,2})月(?P<d>[0-9]{1,2})日", ""),
    (r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})", "[T ]"),
)
_TIME = (
    r"(?P<h>[0-9]{1,2})[:时](?P<i>[0-9]{1,2})(?:[:分](?P<s>[0-9]{1,2})(?:\.(?P<f>[0-9]{1,6}))?)?[分秒]?"
    r"(?P<z>Z|[+-][0-9]{2}:?[0-9]{2})?"
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
    for day, between in _DAYS:
        found = pc.extract_regex(plain, f"^{day}(?:{between}{_TIME})?$")
        rows = np.flatnonzero(found.is_valid().to_numpy(zero_copy_only=False))
        if len(rows):
            result[rows] = _composed(found.take(pa.array(rows)))
    return result


def _composed(found: Any) -> Stamps:
    """Put the parts of matched dates together; a day or hour that does not exist is missing."""
    import pyarrow.compute as pc

    def texts(name: str) -> npt.NDArray[np.object_]:
        values: npt.NDArray[np.object_] = pc.struct_field(found, name).to_numpy(
            zero_copy_only=False
        )
        return values

    def whole(name: str) -> Whole:
        digits = pd.Series(texts(name), dtype="str")
        numbers: Whole = digits.mask(digits == "", "0").to_numpy().astype(np.int64)
        return numbers

    year, month, day = whole("y"), whole("m"), whole("d")
    hour, minute, second = whole("h"), whole("i"), whole("s")
    fraction = pd.Series(texts("f"), dtype="str").str.ljust(6, "0").astype("int64").to_numpy()
    exists = (month >= 1) & (month <= 12) & (day >= 1) & (hour < 24) & (minute < 60) & (second < 60)
    months = ((year - 1970) * 12 + np.clip(month, 1, 12) - 1).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (day - 1).astype("timedelta64[D]")
    exists &= days.astype("datetime64[M]") == months
    seconds = (hour * 60 + minute) * 60 + second
    result: Stamps = days.astype("datetime64[us]") + (seconds * 1_000_000 + fraction).astype(
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
    times: Stamps = china.to_numpy(dtype="datetime64[us]")
    return times
