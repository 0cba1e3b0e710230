"""``make bench-scale``: how building a corpus grows with the number of articles; needs Linux.

    python tests/bench_scale.py [--articles WRITER] [--sizes 1,100,10000] [--txt-sizes 1,100] [--report FOLDER]

WRITER is a script that is called as ``python WRITER FOLDER N [--jsonl]`` and writes N articles: .txt files, or one articles.jsonl, in which
no article depends on N. Without it, the benchmark writes its own. Each run is a process of its own, and each row has a store of its own.
"""

import argparse
import json
import math
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from bench import write_articles

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

ROOT = Path(__file__).resolve().parents[1]
SIZES = [1, 100, 10_000, 100_000, 1_000_000]
MOST_TXT = 100_000  # a million files take longer to make than to measure
LARGE = 10_000  # from here on, one article more is measured, and growth is fitted: below, one waits for processes to start
PAUSE = 0.05  # s, between two looks at the memory
MB, GB = 1e6, 1e9
KINDS = {"jsonl": "one .jsonl file", "txt": ".txt files"}
BY_HAND = "<!-- written by hand below -->\n"

# A word that no article has (the benchmark's own are not English) gives way to the most frequent of the first part.
CHILD = """
import json, sys, time
from analysis import Corpus, count_terms, find, read_corpus, select_top

began = time.monotonic()
corpus = read_corpus(sys.argv[1])
done = time.monotonic()
said = {"done": done, "read_seconds": done - began, "n_articles": corpus.counts.articles, "n_words": corpus.counts.words}
said |= {"n_forms": len(corpus.vocabulary.forms), "digest": corpus.digest}

def time_find(word):
    began = time.monotonic()
    found = find(corpus, word, rows=100)
    return time.monotonic() - began, len(found)

if "find" in sys.argv:
    word = "america"
    first, n = time_find(word)
    if not n:
        word = select_top(count_terms(Corpus(corpus.parts[:1], corpus.vocabulary)), 1)["term"].item()
        first, n = time_find(word)
    said |= {"word": word, "find_first_seconds": first, "find_seconds": sorted(time_find(word)[0] for _ in range(5))[2]}
print(json.dumps(said))
"""

PAGE = """# How it grows

What it takes to build a corpus, by the number of articles. These are made up, have some {words:,.0f} words each, and bring new words as
they go on. All was measured in one run of `make bench-scale`, on {cores} cores with Python {python} and polars {polars}.

- **Build**: a new process reads, cleans and splits the articles, with nothing in the store. Times are from the start of the process.
- **Memory**: the peak of the build, all its processes together. Pages of mapped files, which the system can drop at any time, do not count.
- **Again**: another process reads the same articles, now from the store; a small folder needs none.
- **Find**: that process finds the first places of a frequent word; then again, which is the median of several times.
- **One more**: another process, after an article was added.

The system had texts and store at hand, as after any recent use. MB and GB are decimal.

{table}

![{alt}](scale.png)

Time grows with a power of the number of articles, the exponent; where it is {linear:g}, twice as many take twice as long. It is fitted to
the builds with all cores from {large:,} articles on, by least squares of log on log.

{growth}

[The numbers](scale.csv)

"""
# Headers of the page's table: the column, the unit of its numbers in that of the column, and how they are written.
COLUMNS = {
    "articles": ("n_articles", 1, ",.0f"),
    "cores": ("cores", 1, ".0f"),
    "texts, MB": ("text_bytes", MB, ",.1f"),
    "distinct words": ("n_forms", 1, ",.0f"),
    "build, s": ("build_seconds", 1, ",.2f"),
    "memory, MB": ("build_peak_bytes", MB, ",.0f"),
    "store, MB": ("store_bytes", MB, ",.1f"),
    "again, s": ("again_seconds", 1, ",.2f"),
    "find, ms": ("find_first_seconds", 1e-3, ",.0f"),
    "then, ms": ("find_seconds", 1e-3, ",.0f"),
    "one more, s": ("more_seconds", 1, ",.2f"),
}


class Texts(NamedTuple):
    """A folder of so many articles of a kind; and one more, with the file that it is to stand at the end of, or to be."""

    kind: str
    number: int
    folder: Path
    more: bytes
    more_in: Path


def write(folder: Path, number: int, kind: str, writer: str | None) -> None:
    folder.mkdir()
    if writer:
        subprocess.run([sys.executable, writer, str(folder), str(number), *["--jsonl"][: kind == "jsonl"]], check=True)
    else:
        write_articles(folder, number, kind == "jsonl")


def write_jsonl(sizes: Sequence[int], scratch: Path, writer: str | None) -> Iterator[Texts]:
    """Write the largest file; the others are its first lines."""
    write(scratch / "jsonl", max(sizes, default=0) + 1, "jsonl", writer)
    for number in sizes:
        file = scratch / f"jsonl-{number}" / "articles.jsonl"
        file.parent.mkdir()
        with (scratch / "jsonl" / file.name).open("rb") as lines:
            with file.open("wb") as out:
                out.writelines(islice(lines, number))
            more = next(lines)
        yield Texts("jsonl", number, file.parent, more, file)
        shutil.rmtree(file.parent)


def write_txt(sizes: Sequence[int], scratch: Path, writer: str | None) -> Iterator[Texts]:
    for number in sizes:
        folder = scratch / f"txt-{number}"
        write(folder, number + 1, "txt", writer)
        last = max(folder.rglob("*.txt"))
        more = last.read_bytes()
        last.unlink()
        yield Texts("txt", number, folder, more, last)
        shutil.rmtree(folder)


@contextmanager
def one_more(texts: Texts) -> Iterator[None]:
    """Add an article, for as long as the block runs."""
    size = texts.more_in.stat().st_size if texts.more_in.exists() else 0
    with texts.more_in.open("ab") as out:
        out.write(texts.more)
    yield
    os.truncate(texts.more_in, size)
    if not size:
        texts.more_in.unlink()


def private_bytes(process: int) -> int:
    """Add up the memory of a process and of all that it started.

    Private_Dirty, not Rss: that has the pages of mapped files too, which nobody changed and the system drops when it needs the room.
    """
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        started = [int(child) for thread in Path(f"/proc/{process}/task").glob("*/children") for child in thread.read_text().split()]
    except OSError:  # it has ended
        return 0
    own = sum(int(line.split()[1]) for line in lines if line.startswith(("Private_Dirty:", "Swap:")))
    return 1024 * own + sum(map(private_bytes, started))


def run_child(texts: Texts, store: str, cores: int, *what: str) -> dict[str, Any]:
    """Read the articles in a process of its own; give what it says, its ``seconds``, and the ``peak_bytes`` of it and all it started."""
    os.sync()  # so that it need not share the disk with what was written before
    allowed = sorted(os.sched_getaffinity(0))[:cores]
    peak, began = 0, time.monotonic()
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, str(texts.folder), *what],
        cwd=ROOT,
        env={**os.environ, "ANALYSIS_STORE": store},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: os.sched_setaffinity(0, allowed),
    ) as child:
        while True:
            try:
                answer, complaint = child.communicate(timeout=PAUSE)
                break
            except subprocess.TimeoutExpired:
                peak = max(peak, private_bytes(child.pid))
    if child.returncode:
        sys.exit(f"{complaint}{texts.number:,} articles ({texts.kind}, cores: {cores}): the process ended with code {child.returncode}.")
    said = json.loads(answer.splitlines()[-1])
    if said["n_articles"] < texts.number:
        sys.exit(f"{complaint}Of {texts.number:,} articles ({texts.kind}), only {said['n_articles']:,} were read.")
    return said | {"seconds": said["done"] - began, "peak_bytes": peak}


def folder_bytes(folder: str | Path) -> int:
    return sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file())


def measure(texts: Texts, cores: int) -> dict[str, Any]:
    """Build, read again and with one more; give a row of the table."""
    with tempfile.TemporaryDirectory() as store:
        row = {"kind": texts.kind, "n_articles": texts.number, "cores": cores, "text_bytes": folder_bytes(texts.folder)}
        runs = {"build": run_child(texts, store, cores), "again": run_child(texts, store, cores, "find")}
        if runs["build"]["digest"] != runs["again"]["digest"]:
            sys.exit(f"{texts.number:,} articles ({texts.kind}, cores: {cores}) are others when they come from the store.")
        row["store_bytes"] = folder_bytes(store)
        if texts.number >= LARGE:
            with one_more(texts):
                runs["more"] = run_child(texts, store, cores)
    row |= {name: runs["again"][name] for name in ("n_words", "n_forms", "digest", "word", "find_first_seconds", "find_seconds")}
    for step, run in runs.items():
        row |= {f"{step}_{name}": run[name] for name in ("seconds", "read_seconds", "peak_bytes")}
    steps = "; ".join(f"{step} {run['seconds']:.2f} s, {run['peak_bytes'] / MB:,.0f} MB" for step, run in runs.items())
    print(f"{texts.kind:>5} {texts.number:9,} articles, cores: {cores}; {steps}; find {1000 * row['find_seconds']:.0f} ms", flush=True)
    return row


def measure_sizes(written: Iterator[Texts]) -> Iterator[dict[str, Any]]:
    """Measure each size with all cores, and every second one with one core, too."""
    cores = len(os.sched_getaffinity(0))
    for k, texts in enumerate(written):
        for allowed in sorted({cores, 1 if k % 2 else cores}, reverse=True):
            yield measure(texts, allowed)


def select_rows(table: "pd.DataFrame", kind: str) -> "pd.DataFrame":
    """Select what was measured with all cores, by size."""
    return table[(table["kind"] == kind) & (table["cores"] == table["cores"].max())].sort_values("n_articles")


def say_exponent(rows: "pd.DataFrame") -> str:
    import numpy as np

    large = rows[rows["n_articles"] >= LARGE]
    if len(large) < 2:
        return "too few sizes for an exponent"
    articles, seconds = (np.log(large[column].to_numpy(dtype=float)) for column in ("n_articles", "build_seconds"))
    return f"exponent {np.polyfit(articles, seconds, 1)[0]:.2f}"


def say_growth(rows: "pd.DataFrame") -> str:
    """Say how time and memory grow, of the memory only what the largest size takes beside the one before."""
    if len(rows) < 2:
        return f"{say_exponent(rows)}."
    (few, many), (less, more) = rows["n_articles"].tail(2), rows["build_peak_bytes"].tail(2)
    return f"{say_exponent(rows)}; {many:,} articles take {more / less:.2f} times the memory of {few:,}."


def draw_growth(ax: "Axes", table: "pd.DataFrame", column: str, unit: float) -> None:
    """Draw a line for each kind, its name where it starts, and rings for one core; both axes grow by factors."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

    from analysis.figures.bars import BEHIND
    from analysis.figures.style import BLUE, SOFT

    # Few articles of either kind take as long: the names stand above and below where the lines are one.
    for kind, colour, side, offset in (("jsonl", BLUE, "bottom", 8), ("txt", "#c96a12", "top", -9)):
        rows, fewer = select_rows(table, kind), table[(table["kind"] == kind) & (table["cores"] < table["cores"].max())]
        ax.plot(fewer["n_articles"], fewer[column] / unit, "o", color=colour, markerfacecolor="white", markersize=7)
        ax.plot(rows["n_articles"], rows[column] / unit, "o-", color=colour, markersize=4)
        name = KINDS[kind] + (f"\n{say_exponent(rows)}" if column == "build_seconds" else "")
        for start in zip(rows["n_articles"].head(1), rows[column].head(1) / unit, strict=True):
            ax.annotate(name, start, (-3, offset), textcoords="offset points", va=side, color=colour, fontsize=9, bbox=BEHIND)
    ax.set(xscale="log", yscale="log", xlabel="articles; rings: one core")
    for axis, base in ((ax.xaxis, 100), (ax.yaxis, 10)):
        axis.set_major_locator(LogLocator(base))
        axis.set_minor_locator(NullLocator())
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
    ax.tick_params(axis="y", labelsize=9, labelcolor=SOFT)
    ax.grid(True)


def save_picture(table: "pd.DataFrame", path: Path) -> None:
    import matplotlib.pyplot as plt
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    from analysis.figures.style import MARGIN, SOFT, WIDTH, load_style

    load_style()
    figure, (left, right) = plt.subplots(1, 2, figsize=(WIDTH, 4.2), layout=ConstrainedLayoutEngine(w_pad=MARGIN, wspace=0.05))
    draw_growth(left, table, "build_seconds", 1)
    draw_growth(right, table, "build_peak_bytes", MB)
    left.set(title="Time of the build", ylabel="seconds")
    right.set(title="Peak memory", ylabel="MB")
    guide = {"color": SOFT, "linewidth": 1, "linestyle": (0, (2, 2)), "zorder": 1}
    note = {"textcoords": "offset points", "color": SOFT, "fontsize": 9, "va": "center"}
    largest, lowest = table.loc[table["n_articles"].idxmax()], table["build_seconds"].min() / 5
    per_article = largest["build_seconds"] / largest["n_articles"]
    left.plot([lowest / per_article, largest["n_articles"]], [lowest, largest["build_seconds"]], **guide)
    left.annotate("exponent 1", (1.5 * lowest / per_article, 1.5 * lowest), xytext=(8, 0), **note)
    left.set_ylim(bottom=lowest)
    right.axhline(GB / MB, **guide)
    right.annotate("1 GB", (table["n_articles"].min(), GB / MB), xytext=(-1, 7), **note)
    right.set_ylim(table["build_peak_bytes"].min() / 2 / MB, 2 * max(GB, table["build_peak_bytes"].max()) / MB)
    figure.savefig(path, metadata={"Software": None})
    plt.close(figure)


def write_report(table: "pd.DataFrame", folder: Path) -> None:
    """Write the numbers, the picture and the page; what somebody wrote at the end of the page stays."""
    folder.mkdir(parents=True, exist_ok=True)
    table.round(4).convert_dtypes().to_csv(folder / "scale.csv", index=False, lineterminator="\n")
    save_picture(table, folder / "scale.png")
    lines = [["texts", *COLUMNS], ["---", *["---:"] * len(COLUMNS)]]
    for row in table.to_dict("records"):
        numbers = (f"{row.get(name, math.nan) / unit:{form}}" for name, unit, form in COLUMNS.values())
        lines.append([KINDS[row["kind"]], *("–" if number == "nan" else number for number in numbers)])
    largest = table.loc[table["n_articles"].idxmax()]
    page = folder / "scale.md"
    by_hand = page.read_text(encoding="utf-8").partition(BY_HAND)[2] if page.exists() else ""
    written = PAGE.format(
        words=largest["n_words"] / largest["n_articles"],
        cores=table["cores"].max(),
        python=platform.python_version(),
        polars=version("polars"),
        table="\n".join(f"| {' | '.join(cells)} |" for cells in lines),
        alt=f"Time and memory of the build. {largest['n_articles']:,} articles: {largest['build_seconds']:,.0f} s, "
        f"{largest['build_peak_bytes'] / MB:,.0f} MB.",
        linear=1,
        large=LARGE,
        growth="\n".join(f"- {name}: {say_growth(select_rows(table, kind))}" for kind, name in KINDS.items()),
    )
    page.write_text(written + BY_HAND + by_hand, encoding="utf-8", newline="\n")


def main() -> None:
    def numbers(text: str) -> list[int]:
        return [int(number) for number in text.split(",") if number]

    parser = argparse.ArgumentParser(description="Measure how building a corpus grows with the number of articles.")
    parser.add_argument("--articles", metavar="WRITER", help="a script that writes the articles")
    parser.add_argument("--sizes", type=numbers, default=SIZES, help="how many articles, with commas; '' for none")
    parser.add_argument("--txt-sizes", type=numbers, help=f"the same for .txt files; those of --sizes up to {MOST_TXT:,} when not given")
    parser.add_argument("--report", type=Path, default=ROOT / "docs", help="the folder that gets scale.md, scale.csv and scale.png")
    asked = parser.parse_args()
    txt_sizes = [number for number in asked.sizes if number <= MOST_TXT] if asked.txt_sizes is None else asked.txt_sizes
    import pandas as pd

    with tempfile.TemporaryDirectory() as scratch:
        ways = write_jsonl(asked.sizes, Path(scratch), asked.articles), write_txt(txt_sizes, Path(scratch), asked.articles)
        rows = [row for written in ways for row in measure_sizes(written)]
    write_report(pd.DataFrame(rows), asked.report)


if __name__ == "__main__":
    main()
