"""Reading numbers out of the lines and areas of an SVG, as somebody would who has a ruler and knows no code of ours."""

import re
from dataclasses import dataclass, field
from xml.etree import ElementTree

SVG, XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"
NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
RESOLUTION = 2e-6  # coordinates have six decimals


@dataclass
class Measured:
    """What a ruler finds. Lengths are in units of the axis; a shade is a colour."""

    unit: float = 0.0  # of the axis, a point of the drawing: what cannot be told apart any more
    lengths: list[float] = field(default_factory=list)
    hatched: list[float] = field(default_factory=list)  # in points: of them no number can be read
    points: list[float] = field(default_factory=list)
    shades: list[tuple[float, float, str]] = field(default_factory=list)  # x and y of the middle, colour
    texts: list[tuple[float, float, str]] = field(default_factory=list)


def measured(svg: bytes) -> Measured:
    """Return what a ruler finds in a figure."""
    root = ElementTree.fromstring(svg)
    axes = next(one for one in root.iter(f"{SVG}g") if one.get("id") == "axes_1")
    found = Measured()
    lines: list[float] = []
    boxes: list[tuple[float, float, float, float, str]] = []
    of_texts = {id(path) for text in _groups(axes, "text_") for path in text.iter(f"{SVG}path")}
    for path in axes.iter(f"{SVG}path"):
        ends = [tuple(map(float, pair)) for pair in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path.get("d", ""))]
        if id(path) in of_texts or not path.get("clip-path"):
            continue
        xs, ys = {x for x, _ in ends}, {y for _, y in ends}
        if len(ends) == 2 and len(xs) == 1:
            lines.append(ends[0][0])
        elif len(xs) == 2 and len(ys) == 2:
            boxes.append((min(xs), max(xs), min(ys), max(ys), _fill(path)))
    for text in axes.iter(f"{SVG}text"):
        found.texts.append((float(text.get("x", "nan")), float(text.get("y", "nan")), "".join(text.itertext())))
    ticks = sorted(
        {(x, float(said.replace(",", ""))) for x, _, said in found.texts for line in lines
         if abs(line - x) < 1e-3 and NUMBER.fullmatch(said)}
    )  # fmt: skip
    if len(ticks) > 1:
        (first, low), (last, high) = ticks[0], ticks[-1]
        found.unit = (high - low) / (last - first)
        for one in axes.iter(f"{SVG}use"):
            found.points.append(low + (float(one.get("x", "nan")) - first) * found.unit)
    for left, right, top, bottom, fill in boxes:
        if fill.startswith("url("):
            found.hatched.append(right - left)
        elif found.unit:
            found.lengths.append((right - left) * found.unit)
        else:
            found.shades.append(((left + right) / 2, (top + bottom) / 2, fill))
    return found


def _groups(axes: ElementTree.Element, named: str) -> list[ElementTree.Element]:
    return [group for group in axes.iter(f"{SVG}g") if (group.get("id") or "").startswith(named)]


def _fill(path: ElementTree.Element) -> str:
    said = re.search(r"fill: ([^;]+)", path.get("style", ""))
    return said[1] if said else ""
