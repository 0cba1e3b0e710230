"""The look of every picture, set once: fonts, colours, sizes."""

import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FONTS = Path(__file__).parents[1] / "fonts"
INK, SOFT, FAINT = "#1c2733", "#5b6874", "#e3e7eb"
BLUE, PALE_BLUE = "#1f5f8b", "#b9d2e4"
STYLE: dict[str, Any] = {
    "font.family": ["Inter", "DejaVu Sans"],  # the second has the scripts that the first lacks
    "font.size": 10,
    "text.color": INK,
    "text.parse_math": False,  # a $ in a title is a dollar
    "axes.titlesize": 14,
    "axes.titleweight": "semibold",
    "axes.titlelocation": "left",
    "axes.titlepad": 14,
    "axes.labelcolor": SOFT,
    "axes.labelsize": 9.5,
    "axes.labelpad": 8,
    "axes.edgecolor": FAINT,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "grid.color": FAINT,
    "grid.linewidth": 0.8,
    "xtick.color": FAINT,
    "xtick.labelcolor": SOFT,
    "xtick.labelsize": 9,
    "ytick.color": FAINT,
    "ytick.labelcolor": INK,
    "ytick.labelsize": 10.5,
    "ytick.major.size": 0,
    "figure.dpi": 110,
    "savefig.dpi": 200,
    "savefig.facecolor": "white",
    "figure.facecolor": "white",
    "svg.hashsalt": "analysis",  # the same input gives the same bytes
    "svg.fonttype": "path",
}
# Fonts for scripts that those of the style lack, where the machine has one; texts that need none look the same everywhere.
OTHER_SCRIPTS = (
    "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "WenQuanYi Zen Hei", "Arial Unicode MS",
)  # fmt: skip
WIDTH, MARGIN = 8.4, 0.1  # inches
LONGEST_LABEL = 44


@cache
def load_style() -> None:
    """Make the fonts known to matplotlib and the style its own; once."""
    import logging

    import matplotlib
    from matplotlib import font_manager

    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)  # DejaVu Sans has no semibold: bold will do
    for font in sorted(FONTS.glob("*.otf")):
        font_manager.fontManager.addfont(font)
    installed = {font.name for font in font_manager.fontManager.ttflist}
    style = STYLE | {"font.family": [*STYLE["font.family"], *(name for name in OTHER_SCRIPTS if name in installed)]}
    matplotlib.rcParams.update(style)


def make_axes(ax: "Axes | None", height: float) -> "Axes":
    """Set the style; give `ax`, or an Axes of its own on a figure of the usual width and this height in inches."""
    load_style()
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    return plt.subplots(figsize=(WIDTH, height), layout=ConstrainedLayoutEngine(w_pad=MARGIN))[1]


def font_files(weight: str = "regular") -> list[str]:
    """Name the files of the style's fonts, in the order in which letters are looked for in them."""
    import matplotlib
    from matplotlib import font_manager

    load_style()
    families = matplotlib.rcParams["font.family"]
    return [font_manager.findfont(font_manager.FontProperties(family=family, weight=weight)) for family in families]


@cache
def _letters(font: str) -> frozenset[int]:
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(font).get_charmap())


def missing_letters(text: str, fonts: Sequence[str] | None = None) -> set[str]:
    """Tell which letters of a text none of the fonts has; those of the style when none are named."""
    letters = {letter for letter in text if not letter.isascii() and not letter.isspace()}
    if letters:
        for font in fonts or font_files():
            letters = {letter for letter in letters if ord(letter) not in _letters(font)}
    return letters


def printable(text: str) -> str:
    """Put a mark in the place of control characters, which no svg may hold."""
    return text if text.isprintable() else "".join(letter if letter.isprintable() or letter == " " else "\ufffd" for letter in text)


def shorten(label: Any) -> str:
    """Cut a label that would take more than half the width."""
    text = printable(" ".join(str(label).split()))
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1].rstrip() + "…"


def plot_width(row_labels: Sequence[str]) -> float:
    """Estimate the width in inches that labels of rows leave to a plot."""
    return WIDTH - 0.5 - 0.085 * max((len(shorten(label)) for label in row_labels), default=0)


def label_step(labels: Sequence[str], width: float) -> int:
    """Find how many columns lie between two labels below a plot `width` inches wide, so that none touches the next."""
    widest = 0.08 + 0.0775 * max(map(len, labels), default=0)
    return max(1, math.ceil(widest * len(labels) / width))


def rgb(colour: str) -> tuple[float, float, float]:
    """Turn ``#rrggbb`` into parts from 0 to 1."""
    from matplotlib.colors import to_rgb

    return to_rgb(colour)


def ink_on(colour: tuple[float, ...]) -> str:
    """Choose white or dark ink for a number on a colour over white (red, green, blue, and how much of it covers the white)."""
    cover = colour[3] if len(colour) > 3 else 1.0
    channels = [cover * channel + 1 - cover for channel in colour[:3]]
    linear = [channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]  # as WCAG defines it
    return "white" if luminance < 0.18 else INK
