"""Pictures of the guide made small: fewer colours, and fewer pixels where that is not enough.

In: PNG files and a Playwright page. Out: the same files with a palette, below a number of bytes.
Chromium, which took the pictures, decodes and counts their colours; zlib packs them again.
"""

import base64
import struct
import zlib
from pathlib import Path
from typing import Any

COLOURS = 64
SHARES = (1.0, 0.85, 0.7, 0.6, 0.5, 0.4)

_PALETTE = """
async ([data, share, most]) => {
  const image = new Image();
  image.src = "data:image/png;base64," + data;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.width * share);
  canvas.height = Math.round(image.height * share);
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  const { data: px } = pen.getImageData(0, 0, canvas.width, canvas.height);
  // colours in cells of 8 levels, each told by its mean; the most frequent make the palette
  const cell = (at) => ((px[at] >> 3) << 10) | ((px[at + 1] >> 3) << 5) | (px[at + 2] >> 3);
  const cells = new Map();
  for (let at = 0; at < px.length; at += 4) {
    const key = cell(at);
    const held = cells.get(key) ?? [0, 0, 0, 0];
    held[0] += 1;
    for (let c = 0; c < 3; c += 1) held[c + 1] += px[at + c];
    cells.set(key, held);
  }
  const mean = ([n, r, g, b]) => [r / n, g / n, b / n].map(Math.round);
  const sorted = [...cells].sort((a, b) => b[1][0] - a[1][0] || a[0] - b[0]);
  const palette = sorted.slice(0, most).map(([, held]) => mean(held));
  const nearest = new Map();
  for (const [key, held] of cells) {
    const own = mean(held);
    let best = 0, least = Infinity;
    palette.forEach((one, at) => {
      const far = one.reduce((sum, level, c) => sum + (level - own[c]) ** 2, 0);
      if (far < least) { best = at; least = far; }
    });
    nearest.set(key, best);
  }
  const places = new Uint8Array(px.length / 4);
  for (let at = 0; at < places.length; at += 1) places[at] = nearest.get(cell(at * 4));
  let text = "";
  for (let at = 0; at < places.length; at += 8192) {
    text += String.fromCharCode(...places.subarray(at, at + 8192));
  }
  const { width, height } = canvas;
  return { width, height, palette: palette.flat(), places: btoa(text) };
}
"""


def shrink(path: Path, page: Any, largest: int) -> None:
    """Write a picture anew where it has more bytes than `largest`."""
    data = path.read_bytes()
    if len(data) < largest:
        return
    for share in SHARES:
        found = page.evaluate(_PALETTE, [base64.b64encode(data).decode(), share, COLOURS])
        small = packed(found["width"], bytes(found["palette"]), base64.b64decode(found["places"]))
        if len(small) < largest:
            break
    path.write_bytes(small)


def packed(width: int, palette: bytes, places: bytes) -> bytes:
    """Return a PNG of places in a palette, row after row."""
    rows = [b"\0" + places[at : at + width] for at in range(0, len(places), width)]
    header = struct.pack(">IIBBBBB", width, len(rows), 8, 3, 0, 0, 0)
    chunks = [
        (b"IHDR", header),
        (b"PLTE", palette),
        (b"IDAT", zlib.compress(b"".join(rows), 9)),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )
