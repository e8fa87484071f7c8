"""Run in a process of its own: write every output of the small assessment, print its hashes.

Arguments: folder of records, scheme, engine, workers, folder to write to.
"""

import json
import sys
from pathlib import Path

import gkeval as gk
from gkeval.publish.bundle import write_bundle
from tests.proof.world import CHANGES


def main(records: str, scheme: str, engine: str, workers: str, to: str) -> None:
    folder = Path(to)
    result = gk.assess(scheme, gk.read_records(records, on_error="report"), engine=engine)
    sure = gk.robustness(result, draws=200, seed=3, workers=int(workers))
    write_bundle(result, folder / "out", "zh")
    gk.report(
        result,
        folder / "report",
        formats=["html", "docx", "xlsx"],
        robustness=sure,
        progress=False,
    )
    gk.report(result, folder / "public", edition="public", lang="en", progress=False)
    gk.apply_changes(result, CHANGES).save(folder / "changed.zip")
    sure.intervals.to_csv(folder / "intervals.csv", index=False)
    figure = gk.charts.ranking(result, "county")
    (folder / "figure.json").write_text(json.dumps(figure.to_plotly_json(), default=str), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
