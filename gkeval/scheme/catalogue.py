"""The schemes that come with gkeval, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gkeval.scheme.loading import built_in, load_scheme

if TYPE_CHECKING:
    import pandas as pd


def schemes() -> pd.DataFrame:
    """List the built-in schemes.

    Returns
    -------
    pandas.DataFrame
        One row per scheme, by id: scheme, title_zh, title_en, document, period (from–to), groups
        (those that are ranked), indicators (those that are scored), points (the full mark),
        points_from and fingerprint.

    Raises
    ------
    InputError
        When a built-in scheme is not sound.

    Examples
    --------
    >>> import gkeval as gk
    >>> gk.schemes().set_index("scheme").loc["sichuan-land-2011", "indicators"]
    np.int64(5)
    """
    import pandas as pd

    rows = []
    for name in built_in():
        scheme = load_scheme(name)
        rows.append(
            {
                "scheme": name,
                "title_zh": scheme.title.to("zh"),
                "title_en": scheme.title.to("en"),
                "document": scheme.source.document,
                "period": f"{scheme.period.start}–{scheme.period.end}",
                "groups": ";".join(k for k, group in scheme.groups.items() if not group.within),
                "indicators": len(scheme.leaves),
                "points": float(scheme.full_mark),
                "points_from": scheme.points_from,
                "fingerprint": scheme.fingerprint,
            }
        )
    columns = (
        "scheme title_zh title_en document period groups indicators points points_from fingerprint"
    )
    return pd.DataFrame(rows, columns=columns.split())
