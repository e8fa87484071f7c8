"""Draw the pictures of the README and one of each chart for the guide.

Run it with ``python docs/pictures.py``; the report is photographed in Chromium (Playwright).
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from shrinking import shrink

import gkeval as gk

HERE = Path(__file__).resolve().parent / "images"
SITE = {
    "scheme": "site-updates",
    "title": {"zh": "政府网站更新（合成数据）", "en": "Updates of websites (synthetic)"},
    "source": {"document": "合成示例"},
    "period": {"from": "2023-01-01", "to": "2023-12-31"},
    "points": 10,
    "points_from": "proposed",
    "groups": {"county": {"title": {"zh": "县", "en": "Counties"}}},
    "indicators": [
        {
            "id": "gap",
            "title": {"zh": "栏目更新间隔", "en": "Longest time without an update"},
            "points": 10,
            "measure": {"kind": "longest_gap", "table": "updates"},
            "rule": {"kind": "at_most", "target": 30},
        }
    ],
}
LARGEST = 80_000
"""Bytes of a picture of the guide: smaller scales, then fewer colours, until it is below."""


def readme() -> None:
    """Draw the ranking that opens the README."""
    result = gk.assess("sichuan-land-2011", gk.read_records(gk.sample("sichuan-land-2011")))
    gk.charts.save_images(
        {
            HERE / "ranking.zh.png": gk.charts.ranking(result),
            HERE / "ranking.en.png": gk.charts.ranking(result, lang="en"),
        },
        scale=1.5,
    )


def report() -> None:
    """Photograph the first page of a report on synthetic records, in both languages."""
    records = gk.read_records(gk.sample("ningxia-2017"), on_error="report")
    result = gk.assess("ningxia-2017", records)
    with tempfile.TemporaryDirectory() as folder, browser() as chromium:
        for lang in ("zh", "en"):
            index = gk.report(result, f"{folder}/{lang}", lang=lang, progress=False)
            page = chromium.new_page(viewport={"width": 1200, "height": 900})
            page.goto(index.as_uri())
            page.wait_for_timeout(2000)
            page.screenshot(path=HERE / f"report.{lang}.png")
            shrink(HERE / f"report.{lang}.png", chromium.new_page(), LARGEST)


def charts() -> list[Path]:
    """Draw one picture of every chart into images/charts, in both languages."""
    figures = {
        HERE / "charts" / f"{name}.{lang}.png": draw(lang)
        for name, draw in drawings().items()
        for lang in ("zh", "en")
    }
    paths = gk.charts.save_images(figures, scale=1)
    with browser() as chromium:
        page = chromium.new_page()
        for path in paths:
            shrink(path, page, LARGEST)
    return paths


def drawings() -> dict:
    """Return what draws each chart, by its name; one result for many of them."""
    gkc = gk.charts
    cities = gk.assess("sichuan-land-2011", gk.read_records(gk.sample("sichuan-land-2011")))
    records = gk.read_records(gk.sample("ningxia-2017"), on_error="report")
    units = gk.assess("ningxia-2017", records)
    cross = gk.cross_assess(
        ["ningxia-2017", "gansu-2018"],
        records,
        groups={"gansu-2018": {"city": "prefecture"}},
        period=(date(2017, 1, 1), date(2017, 12, 31)),
    )
    county = units.ranking("county")["unit"]
    robust = gk.robustness(cities, draws=1000, seed=1)
    weight = gk.one_weight(cities, "services")
    site, before = websites(), earlier(cities)
    return {
        "ranking": lambda lang: gkc.ranking(units, "county", lang=lang),
        "ranking_grey": lambda lang: gkc.grey(gkc.ranking(units, "county", lang=lang)),
        "contributions": lambda lang: gkc.contributions(units, "county", lang=lang),
        "attainment": lambda lang: gkc.attainment(units, level=1, lang=lang),
        "distribution": lambda lang: gkc.distribution(units, lang=lang),
        "heat_map": lambda lang: gkc.heat_map(units, "county", lang=lang),
        "profile": lambda lang: gkc.profile(units, county[5], level=1, lang=lang),
        "correlation": lambda lang: gkc.correlation(cities, lang=lang),
        "tree": lambda lang: gkc.tree(gk.load_scheme("shucheng-township"), lang=lang),
        "disagreement": lambda lang: gkc.disagreement(units, top=15, lang=lang),
        "severity": lambda lang: gkc.severity(units, lang=lang),
        "timeliness": lambda lang: gkc.timeliness(
            units, "disclosure.five_days", "county", units=list(county[:4]), lang=lang
        ),
        "calendar": lambda lang: gkc.calendar(site, "gap", "u3", lang=lang),
        "update_gaps": lambda lang: gkc.update_gaps(site, "gap", lang=lang),
        "map_of": lambda lang: gkc.map_of(units, patchwork(list(county)), "county", lang=lang),
        "rank_changes": lambda lang: gkc.rank_changes(before, cities, titles=("A", "B"), lang=lang),
        "rank_moves": lambda lang: gkc.rank_moves(cross, "department", lang=lang),
        "concepts": lambda lang: gkc.concepts(cross, lang=lang),
        "rank_intervals": lambda lang: gkc.rank_intervals(robust, lang=lang),
        "rank_probabilities": lambda lang: gkc.rank_probabilities(robust, lang=lang),
        "above": lambda lang: gkc.above(robust, lang=lang),
        "weight_lines": lambda lang: gkc.weight_lines(weight, lang=lang),
    }


def earlier(result: gk.Assessment) -> gk.Assessment:
    """Return the same cities with points of another scheme: a change of ranks to draw."""
    values = result.values[["unit", "indicator", "value", "state"]].copy()
    values["value"] = np.roll(values["value"].to_numpy(), len(result.scheme.leaves))
    return gk.score(result.scheme, values, result.units)


def websites() -> gk.Assessment:
    """Return a synthetic assessment of the updates of eight websites."""
    chance = np.random.default_rng(8)
    scheme = gk.Scheme.model_validate(SITE)
    units = pd.DataFrame(
        {
            "unit": [f"u{at}" for at in range(8)],
            "name": [f"合成{word}县" for word in "甲乙丙丁戊己庚辛"],
            "name_en": [f"Synthetic county {letter}" for letter in "ABCDEFGH"],
            "group": "county",
        }
    )
    rows = []
    for unit in units["unit"]:
        silent = chance.integers(20, 300)
        days = np.unique(chance.integers(0, 365, chance.integers(15, 110)))
        days = days[(days < silent) | (days > silent + chance.integers(10, 60))]
        rows += [(unit, f"{unit}-{day}", date(2023, 1, 1) + timedelta(int(day))) for day in days]
    updates = pd.DataFrame(rows, columns=["unit", "record", "date"]).assign(column="c1")
    records = gk.read_records({"units": units, "updates": updates}, on_error="report")
    return gk.assess(scheme, records)


def patchwork(units: list[str]) -> dict:
    """Return a synthetic GeoJSON: a field of crooked squares, one per unit."""
    chance = np.random.default_rng(4)
    across = int(np.ceil(np.sqrt(len(units) * 1.5)))
    down = int(np.ceil(len(units) / across))
    x, y = np.meshgrid(np.linspace(104.0, 107.6, across + 1), np.linspace(38.0, 35.6, down + 1))
    x = x + chance.normal(0, 0.06, x.shape)
    y = y + chance.normal(0, 0.06, y.shape)
    features = []
    for at, unit in enumerate(units):
        row, column = divmod(at, across)
        corners = [(row, column), (row + 1, column), (row + 1, column + 1), (row, column + 1)]
        ring = [[float(x[corner]), float(y[corner])] for corner in (*corners, corners[0])]
        features.append(
            {
                "type": "Feature",
                "properties": {"unit": unit},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
        )
    return {"type": "FeatureCollection", "features": features}


@contextmanager
def browser() -> Iterator[Any]:
    """Open Chromium."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as browsers:
        opened = browsers.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


if __name__ == "__main__":
    readme()
    report()
    charts()
