"""The word cloud, drawn from the table of terms."""

from typing import TYPE_CHECKING

from .style import FONTS, SOFT, font_files, make_axes, missing_letters, shorten

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

# Font sizes in a picture 1,600 wide; the smallest is some 7 points in print.
LARGEST, SMALLEST = (180, 155, 135, 115, 95, 75, 60), 20

MARGIN = 15
# wordcloud shrinks a word that finds no room; words used equally often then differ in size. By more than this, and all get smaller.
LIKE = 0.8


def _ties_agree(layout: list) -> bool:
    """Tell whether words with equal frequencies got about the same size."""
    sizes: dict[float, list[int]] = {}
    for (_, frequency), size, *_ in layout:
        sizes.setdefault(frequency, []).append(size)
    return all(min(tied) >= LIKE * max(tied) for tied in sizes.values())


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
    from wordcloud import WordCloud

    ax = make_axes(ax, 5.5)
    forms = [shorten(form) for form in terms["form"]]
    fonts = [str(FONTS / "Inter-SemiBold.otf"), *font_files("bold")]
    font = min(fonts, key=lambda file: len(missing_letters("".join(forms), [file])))  # the first of the best
    wide, high = 1600, 900
    for largest in LARGEST:  # wordcloud drops or shrinks, in silence, what finds no room: then all get smaller
        cloud = WordCloud(
            width=wide,
            height=high,
            font_path=font,
            random_state=7,
            prefer_horizontal=1,
            relative_scaling=0.7,
            max_font_size=largest,
            min_font_size=SMALLEST,
            margin=MARGIN,
            max_words=len(terms),
        )
        cloud.generate_from_frequencies(dict(zip(forms, terms["n"], strict=True)))
        if len(cloud.layout_) == len(set(forms)) and _ties_agree(cloud.layout_):
            break
    shades = _shades(len(cloud.layout_))
    for ((form, _), size, (top, left), _, _), colour in zip(cloud.layout_, shades, strict=True):
        # Drawn as outlines, where the layout put the pixels: sharp at any size.
        path = TextPath((0, 0), form, size=size, prop=FontProperties(fname=font))
        box = path.get_extents()
        move = Affine2D().translate(-box.x0, -box.y1).scale(1, -1).translate(left, top)
        ax.add_patch(PathPatch(move.transform_path(path), facecolor=colour, linewidth=0))
    ax.set(xlim=(0, wide), ylim=(high, 0), aspect="equal", anchor="W")
    ax.axis("off")
    if len(cloud.layout_) < len(set(forms)):
        left_out = f"{len(set(forms)) - len(cloud.layout_):,} of {len(set(forms)):,} words found no room"
        ax.annotate(
            left_out, (1, 0), xycoords="axes fraction", xytext=(0, -12), textcoords="offset points", ha="right", color=SOFT, fontsize=9
        )
    ax.set_title("The words of the coverage")
    named = ", ".join(f"{form} ({n:,})" for form, n in zip(terms["form"].head(5), terms["n"].head(5), strict=True))
    ax.set_label(f"Word cloud; the larger a word, the more often it is used. The largest: {named}.")
    return ax


def _shades(count: int) -> list[tuple[float, ...]]:
    """Give shades from dark to middle blue-green: all at least 4.5:1 against white."""
    from matplotlib.colors import LinearSegmentedColormap

    ramp = LinearSegmentedColormap.from_list("cloud", ["#12344d", "#1f5f8b", "#2a7f86", "#5b6874"])
    return [ramp(0.0 if count < 2 else (k / (count - 1)) ** 0.6) for k in range(count)]
