"""Hostile values, archives and changes, each named by its fault, for the scheme of `schemes.SOUND`.

`VALUES` are frames for `gkeval.score`, `ARCHIVES` tamper with a saved result, `CHANGES` are rows of
a log. Each gives a piece of the message that must come, or the total that comes out.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd


def wide(a: object, b: object = 4, unit: object = "u") -> pd.DataFrame:
    return pd.DataFrame({"unit": [unit], "a": [a], "b": [b]}, dtype=object)


def long(**more: object) -> pd.DataFrame:
    row = {"unit": "u", "indicator": "a", "value": 6.0}
    other = {"unit": "u", "indicator": "b", "value": 4.0}
    return pd.DataFrame([row | more, other])


VALUES: dict[str, tuple[object, str | float]] = {
    "sound": (wide(6), 10.0),
    "numbers as texts": (wide(" 6 ", "4"), 10.0),
    "a unit that is a path": (wide(6, unit="../../x"), 10.0),
    "a unit that is a script": (wide(6, unit="<img src=x onerror=alert(1)>"), 10.0),
    "a unit of 5,000 letters": (wide(6, unit="x" * 5000), 10.0),
    "infinity": (wide(np.inf), "from 0 to 6"),
    "minus infinity": (wide(-np.inf), "from 0 to 6"),
    "1e309 as a text": (wide("1e309"), "from 0 to 6"),
    "a whole number of 400 digits": (wide(10**400), "a number, or a state in words"),
    "NaN in words": (wide("nan"), "a number, or a state in words"),
    "a formula": (wide("=6"), "a number, or a state in words"),
    "a word": (wide("six"), "a number, or a state in words"),
    "true": (wide(True), 5.0),
    "a list": (wide([6]), "a number, or a state in words"),
    "a mapping": (wide({"a": 6}), "a number, or a state in words"),
    "bytes": (wide(b"6"), "a number, or a state in words"),
    "a complex number": (wide(6j), "a number, or a state in words"),
    "a date": (wide(pd.Timestamp("2020-01-01")), "a number, or a state in words"),
    "a lone surrogate": (wide("\ud800"), "half a character"),
    "above the points": (wide(6.1), "from 0 to 6"),
    "below nothing": (wide(-0.1), "from 0 to 6"),
    "a unit twice": (pd.concat([wide(6), wide(5)]), "one row per unit"),
    "no units": (wide(6).iloc[:0], "no rows"),
    "no column of units": (pd.DataFrame({"a": [6], "b": [4]}), "no column 'unit'"),
    "a unit without a name": (wide(6, unit=None), "no name"),
    "a unit of spaces": (wide(6, unit="  "), "no name"),
    "no indicator": (pd.DataFrame({"unit": ["u"], "c": [6]}), "named as an indicator"),
    "the same column twice": (
        pd.DataFrame([["u", 6, 5, 4]], columns=["unit", "a", "a", "b"]),
        "each column once",
    ),
    "no frame at all": ([1, 2], "a data frame"),
    "long, sound": (long(), 10.0),
    "long, an unknown indicator": (long(indicator="../x"), "a leaf of the scheme"),
    "long, an unknown state": (long(state="odd"), "scored"),
    "long, a value that is a word": (long(value="six"), "a number"),
    "long, no value": (long(value=np.nan), "a number for a scored cell"),
    "long, a cell twice": (pd.concat([long(), long()]), "one row per unit and indicator"),
    "long, infinity": (long(value=np.inf), "from 0 to 6"),
}


def change(**more: object) -> pd.DataFrame:
    row = {
        "unit": "u",
        "indicator": "a",
        "value": 5.0,
        "who": "甲",
        "when": "2020-02-01",
        "why": "佐证",
    }
    return pd.DataFrame([row | more])


CHANGES: dict[str, tuple[object, str | float]] = {
    "sound": (change(), 9.0),
    "an unknown unit": (change(unit="../../x"), "unit"),
    "an unknown indicator": (change(indicator="zz"), "indicator"),
    "above the points": (change(value=7), "from 0 to 6"),
    "infinity": (change(value=np.inf), "from 0 to 6"),
    "a word": (change(value="six"), "number"),
    "a list": (change(value=[5]), "number"),
    "nobody": (change(who=""), "who"),
    "no reason": (change(why=None), "why"),
    "an unknown state": (change(state="odd"), "scored"),
    "no frame at all": ("u,a,5", "a data frame"),
}

Tamper = Callable[[dict[str, bytes]], dict[str, bytes]]


def resealed(change: Tamper) -> Tamper:
    """Change members and make the manifest agree, as somebody who knows the format would."""

    def done(held: dict[str, bytes]) -> dict[str, bytes]:
        held = change(dict(held))
        manifest = json.loads(held["manifest.json"])
        manifest["sha256"] = {
            name: hashlib.sha256(data).hexdigest()
            for name, data in held.items()
            if name != "manifest.json"
        }
        return held | {"manifest.json": json.dumps(manifest).encode()}

    return done


def set_to(name: str, data: bytes) -> Tamper:
    return lambda held: held | {name: data}


def manifest_with(**more: object) -> Tamper:
    return lambda held: (
        held | {"manifest.json": json.dumps(json.loads(held["manifest.json"]) | more).encode()}
    )


def frame_with(name: str, make: Callable[[pd.DataFrame], pd.DataFrame]) -> Tamper:
    def done(held: dict[str, bytes]) -> dict[str, bytes]:
        target = io.BytesIO()
        make(pd.read_parquet(io.BytesIO(held[f"{name}.parquet"]))).to_parquet(target)
        return held | {f"{name}.parquet": target.getvalue()}

    return done


def without(name: str) -> Tamper:
    return lambda held: {part: data for part, data in held.items() if part != name}


ARCHIVES: dict[str, tuple[Tamper, str]] = {
    "a value of the tables": (frame_with("values", lambda f: f.assign(value=1.0)), "changed"),
    "a byte of the scheme": (set_to("scheme.json", b"{}"), "changed"),
    "no manifest": (without("manifest.json"), "lacks manifest.json"),
    "no values": (without("values.parquet"), "lacks values.parquet"),
    "a manifest that is no JSON": (set_to("manifest.json", b"{"), "no result archive"),
    "a manifest that is a list": (set_to("manifest.json", b"[]"), "no result archive"),
    "a manifest nested 100,000 deep": (
        set_to("manifest.json", b"[" * 100_000 + b"]" * 100_000),
        "no result archive",
    ),
    "a manifest without hashes": (manifest_with(sha256=None), "no result archive"),
    "a manifest of a newer format": (manifest_with(format=99), "newer gkeval"),
    "a format that is a word": (manifest_with(format="x"), "no result archive"),
    "another fingerprint": (manifest_with(fingerprint="0" * 16), "fingerprint"),
    "another scheme, resealed": (
        resealed(
            lambda held: held | {"scheme.json": held["scheme.json"].replace(b"small", b"other")}
        ),
        "fingerprint",
    ),
    "a scheme nested 5,000 deep, resealed": (
        resealed(set_to("scheme.json", b'{"a":' * 5_000 + b"1" + b"}" * 5_000)),
        "no result archive",
    ),
    "values that are no Parquet, resealed": (
        resealed(set_to("values.parquet", b"PAR1")),
        "no result archive",
    ),
    "values without a column, resealed": (
        resealed(frame_with("values", lambda f: f.drop(columns="indicator"))),
        "no result archive",
    ),
    "values out of range, resealed": (
        resealed(frame_with("values", lambda f: f.assign(value=1e9))),
        "from 0 to 6",
    ),
    "a unit of no group, resealed": (
        resealed(frame_with("units", lambda f: f.assign(group="zz"))),
        "county",
    ),
    "problems without a line, resealed": (
        resealed(frame_with("problems", lambda f: f.drop(columns="line"))),
        "no result archive",
    ),
}


def tampered(whole: Path, to: Path, tamper: Tamper) -> None:
    with zipfile.ZipFile(whole) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in tamper(held).items():
            archive.writestr(name, data)


ARCHIVE_FILES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "an empty file": (lambda held: b"", "no result archive"),
    "a text": (lambda held: b"result", "no result archive"),
    "cut in half": (lambda held: held[: len(held) // 2], "no result archive"),
    "cut by one byte": (lambda held: held[:-1], "no result archive"),
    "bits turned in its middle": (
        lambda held: (
            held[: len(held) // 2]
            + bytes(b ^ 255 for b in held[len(held) // 2 :][:64])
            + held[len(held) // 2 + 64 :]
        ),
        "no result archive",
    ),
}
