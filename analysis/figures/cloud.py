"""The word cloud, drawn from the table of terms."""

from typing import TYPE_CHECKING

from .style import FONTS, SOFT, font_files, make_axes, missing_letters, shorten

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

WIDE, HIGH, GAP = 1600, 900, 15  # the picture, and the least space between words
# Font sizes to try for the most frequent word, and that of the least frequent: some 7 points in print.
LARGEST, SMALLEST = (180, 155, 135, 115, 95, 75, 60), 25
# wordcloud shrinks a word that finds no room; words used equally often then differ in size. By more than this, and all get smaller.
LIKE = 0.8


def _lay_out(uses: dict[str, int], font: str) -> list[tuple[str, int, int, int]]:
    """Find a size and a place (from the left, from the top) for each word: the size grows with its uses, and is the same for equal ones."""
    from wordcloud import WordCloud

    fewest, most = min(uses.values()), max(uses.values())
    best: list[tuple[str, int, int, int]] = []
    for largest in LARGEST:
        sizes = {form: SMALLEST + (largest - SMALLEST) * ((n - fewest) / max(most - fewest, 1)) ** 0.7 for form, n in uses.items()}
        # Given as frequencies, with sizes in proportion to them, these are the sizes that wordcloud starts from.
        cloud = WordCloud(
            width=WIDE, height=HIGH, font_path=font, random_state=7, prefer_horizontal=1, relative_scaling=1, margin=GAP, min_font_size=8,
            max_font_size=round(max(sizes.values())), max_words=len(uses),
        ).generate_from_frequencies(sizes)  # fmt: skip
        layout = [(form, size, left, top) for (form, _), size, (top, left), *_ in cloud.layout_]
        if len(layout) > len(best):
            best = layout
        if len(layout) == len(uses):
            tied: dict[int, list[int]] = {}
            for form, size, *_ in layout:
                tied.setdefault(uses[form], []).append(size)
            best = layout
            if all(min(of_tie) >= LIKE * max(of_tie) for of_tie in tied.values()):
                break
    return best


def draw_word_cloud(terms: "pd.DataFrame", ax: "Axes | None" = None) -> "Axes | None":
    """Draw a word cloud from the table's own counts: the area a word takes grows with its uses.

    Parameters
    ----------
    terms : DataFrame
        Rows of :func:`analysis.count_terms`: ``form``, ``n``; most frequent first.
    """
    if not len(terms):
        return None
    from matplotlib.font_manager import FontProperties
    from matplotlib.patches import PathPatch
    from matplotlib.textpath import TextPath
    from matplotlib.transforms import Affine2D

    ax = make_axes(ax, 5.5)
    forms = [shorten(form) for form in terms["form"]]
    fonts = [str(FONTS / "Inter-SemiBold.otf"), *font_files("bold")]
    font = min(fonts, key=lambda file: len(missing_letters("".join(forms), [file])))  # the first of the best
    uses = dict(zip(forms, terms["n"].tolist(), strict=True))
    layout = _lay_out(uses, font)
    for (form, size, left, top), colour in zip(layout, _shades(len(layout)), strict=True):
        # Drawn as outlines, where the layout put the pixels: sharp at any size.
        path = TextPath((0, 0), form, size=size, prop=FontProperties(fname=font))
        box = path.get_extents()
        move = Affine2D().translate(-box.x0, -box.y1).scale(1, -1).translate(left, top)
        ax.add_patch(PathPatch(move.transform_path(path), facecolor=colour, linewidth=0))
    ax.set(xlim=(0, WIDE), ylim=(HIGH, 0), aspect="equal", anchor="W")
    ax.axis("off")
    if len(layout) < len(uses):
        left_out = f"{len(uses) - len(layout):,} of {len(uses):,} words found no room"
        ax.text(1, -0.02, left_out, transform=ax.transAxes, ha="right", va="top", color=SOFT, fontsize=9)
    ax.set_title("The words of the coverage")
    named = ", ".join(f"{form} ({n:,})" for form, n in zip(terms["form"].head(5), terms["n"].head(5), strict=True))
    ax.set_label(f"Word cloud; the larger a word, the more often it is used. The largest: {named}.")
    return ax


def _shades(count: int) -> list[tuple[float, ...]]:
    """Give shades from dark to middle blue-green: all at least 4.5:1 against white."""
    from matplotlib.colors import LinearSegmentedColormap

    ramp = LinearSegmentedColormap.from_list("cloud", ["#12344d", "#1f5f8b", "#2a7f86", "#5b6874"])
    return [ramp(0.0 if count < 2 else (k / (count - 1)) ** 0.6) for k in range(count)]
