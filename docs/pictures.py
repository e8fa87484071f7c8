"""Draw the pictures of the README: `make pictures`."""

from pathlib import Path

import gkeval as gk

HERE = Path(__file__).resolve().parent / "images"

result = gk.assess("sichuan-land-2011", gk.read_records(gk.sample("sichuan-land-2011")))
gk.charts.save_images(
    {
        HERE / "ranking.zh.png": gk.charts.ranking(result),
        HERE / "ranking.en.png": gk.charts.ranking(result, lang="en"),
    },
    scale=1.5,
)
