"""The look of every picture, set once: fonts, colours, sizes."""

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
WIDTH = 8.4  # inches
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
    matplotlib.rcParams.update(STYLE)  # type: ignore[arg-type]


def make_axes(ax: "Axes | None", height: float) -> "Axes":
    """Set the style; give `ax`, or an Axes of its own on a figure of the usual width and this height in inches."""
    load_style()
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    return plt.subplots(figsize=(WIDTH, height), layout="constrained")[1]


def shorten(label: Any) -> str:
    """Cut a label that would take more than half the width."""
    text = " ".join(str(label).split())
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1].rstrip() + "…"


def rgb(colour: str) -> tuple[float, float, float]:
    """Turn ``#rrggbb`` into parts from 0 to 1."""
    from matplotlib.colors import to_rgb

    return to_rgb(colour)
