"""QR codes, drawn here so that nobody else sees what is in them."""

from __future__ import annotations

import io

import png as portable_network_graphics
import qrcode

_DOTS_A_MODULE = 6


def matrix(text: str) -> list[list[bool]]:
    """The dark and light modules of a code, with the quiet zone around it."""
    code = qrcode.QRCode()
    code.add_data(text)
    found: list[list[bool]] = code.get_matrix()
    return found


def png(text: str) -> bytes:
    """A code as a picture of black and white dots."""
    rows = [
        [int(not is_dark) for is_dark in row for _ in range(_DOTS_A_MODULE)]
        for row in matrix(text)
        for _ in range(_DOTS_A_MODULE)
    ]
    image = io.BytesIO()
    writer = portable_network_graphics.Writer(len(rows), len(rows), greyscale=True, bitdepth=1)
    writer.write(image, rows)
    return image.getvalue()


def svg_path(text: str) -> tuple[int, str]:
    """A code as an SVG path: how many modules wide it is, and a run of dark ones after another."""
    rows = matrix(text)
    runs = [
        f"M{start} {y}h{length}v1h-{length}z"
        for y, row in enumerate(rows)
        for start, length in _runs(row)
    ]
    return len(rows), "".join(runs)


def _runs(row: list[bool]) -> list[tuple[int, int]]:
    """Where dark modules begin, and how many there are until the next light one."""
    runs: list[tuple[int, int]] = []
    for x, is_dark in enumerate(row):
        if is_dark and runs and sum(runs[-1]) == x:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif is_dark:
            runs.append((x, 1))
    return runs
