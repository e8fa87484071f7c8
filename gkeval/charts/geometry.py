"""Areas of a GeoJSON as outlines on a plane: no map service, no projection library, no network.

In: a GeoJSON (file or mapping) with polygons. Out: an `Area` per feature, x in degrees of longitude
shrunk by the cosine of the middle latitude, so that a province keeps its shape.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from gkeval.errors import GkevalError

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Area:
    """One feature.

    Parameters
    ----------
    properties
        Of the feature, its id among them where it has one.
    x, y : arrays of float
        The outline; rings are parted by NaN, outer rings run counter-clockwise, holes clockwise.
    centre : tuple of float
        Where a label stands: the centre of gravity of the largest ring.
    width, height
        Of the largest ring.
    """

    properties: Mapping[str, Any]
    x: Floats
    y: Floats
    centre: tuple[float, float]
    width: float
    height: float


def areas(geojson: str | os.PathLike[str] | Mapping[str, Any]) -> list[Area]:
    """Read the areas of a GeoJSON.

    Raises
    ------
    GkevalError
        When it cannot be read, or holds no polygon.
    """
    document = _document(geojson)
    features = document.get("features", [document])
    shapes = [
        (_properties(feature), rings)
        for feature in features
        if isinstance(feature, Mapping) and (rings := _rings(feature.get("geometry") or {}))
    ]
    if not shapes:
        raise GkevalError(
            "geojson holds no area, must hold features of type Polygon or MultiPolygon. "
            "Remedy: export the boundaries as GeoJSON with areas, not lines or points"
        )
    latitudes = np.concatenate([ring[:, 1] for _, rings in shapes for ring, _ in rings])
    if np.abs(latitudes).max() > 90:
        raise GkevalError(
            f"geojson has a latitude of {np.abs(latitudes).max():g}, must be degrees (WGS 84). "
            "Remedy: export with the coordinate system EPSG:4326"
        )
    shrink = float(np.cos(np.radians((latitudes.min() + latitudes.max()) / 2)))
    return [_area(properties, rings, shrink) for properties, rings in shapes]


def _document(geojson: str | os.PathLike[str] | Mapping[str, Any]) -> Mapping[str, Any]:
    if isinstance(geojson, Mapping):
        return geojson
    path = Path(geojson)
    try:
        found = json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise GkevalError(f"geojson {path.name} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise GkevalError(
            f"geojson {path.name} is no JSON in UTF-8. Remedy: export it again as GeoJSON ({error})"
        ) from error
    if not isinstance(found, Mapping):
        raise GkevalError(f"geojson {path.name} is a list, must be a FeatureCollection")
    return found


def _properties(feature: Mapping[str, Any]) -> dict[str, Any]:
    own = dict(feature.get("properties") or {})
    return {"id": feature["id"], **own} if "id" in feature else own


def _rings(geometry: Mapping[str, Any]) -> list[tuple[Floats, bool]]:
    """Return the rings of a geometry, and whether each is an outer one."""
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind == "GeometryCollection":
        return [ring for one in geometry.get("geometries", ()) for ring in _rings(one)]
    found = {"Polygon": [coordinates], "MultiPolygon": coordinates}.get(str(kind))
    polygons: Any = found or []
    try:
        return [
            (np.array([point[:2] for point in ring], dtype=np.float64), place == 0)
            for polygon in polygons
            for place, ring in enumerate(polygon)
            if len(ring) > 3
        ]
    except (TypeError, ValueError, IndexError) as error:
        raise GkevalError(f"geojson has coordinates that are no numbers ({error})") from error


def _area(properties: Mapping[str, Any], rings: list[tuple[Floats, bool]], shrink: float) -> Area:
    parts, largest, outline = [], -1.0, np.zeros((0, 2))
    for ring, outer in rings:
        flat = ring * [shrink, 1.0]
        signed = _signed(flat)
        if (signed < 0) == outer:
            flat = flat[::-1]
        parts += [flat, np.full((1, 2), np.nan)]
        if outer and abs(signed) > largest:
            largest, outline = abs(signed), flat
    joined = np.vstack(parts[:-1])
    span = np.ptp(outline, axis=0) if len(outline) else np.zeros(2)
    return Area(
        properties,
        joined[:, 0],
        joined[:, 1],
        _centre(outline),
        float(span[0]),
        float(span[1]),
    )


def _signed(ring: Floats) -> float:
    """Return the signed area of a ring, positive when it runs counter-clockwise.

    >>> _signed(np.array([[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]], dtype=float))
    4.0
    """
    x, y = ring[:, 0], ring[:, 1]
    return float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum() / 2)


def _centre(ring: Floats) -> tuple[float, float]:
    """Return the centre of gravity of a ring."""
    area = _signed(ring)
    if abs(area) < 1e-12:
        middle = ring.mean(axis=0)
        return float(middle[0]), float(middle[1])
    origin = ring[0]  # near zero, so that far-off coordinates cost no digits
    x, y = (ring - origin).T
    cross = x[:-1] * y[1:] - x[1:] * y[:-1]
    return (
        float(((x[:-1] + x[1:]) * cross).sum() / (6 * area) + origin[0]),
        float(((y[:-1] + y[1:]) * cross).sum() / (6 * area) + origin[1]),
    )
