"""``python -m gkeval.synthetic OUT_DIR [--scheme ID] [--seed N] [--faults]``: write a sample."""

from __future__ import annotations

import argparse

from gkeval.synthetic.files import write
from gkeval.synthetic.making import synthetic
from gkeval.synthetic.recipes import RECIPES


def main() -> None:
    """Write the tables of a sample and say how many records they hold."""
    parser = argparse.ArgumentParser(
        prog="python -m gkeval.synthetic", description="Write synthetic records as CSV files."
    )
    parser.add_argument("folder", metavar="OUT_DIR")
    parser.add_argument("--scheme", default="ningxia-2017", choices=list(RECIPES))
    parser.add_argument("--seed", type=int, default=2017)
    parser.add_argument("--volume", type=float, default=1.0, help="records, against the usual")
    parser.add_argument("--faults", action="store_true", help="add the faults that records have")
    given = parser.parse_args()
    records = synthetic(given.scheme, given.seed, volume=given.volume, faults=given.faults)
    for file, frame in zip(write(records, given.folder), records.values(), strict=True):
        print(f"{file}: {len(frame)}")


if __name__ == "__main__":
    main()
