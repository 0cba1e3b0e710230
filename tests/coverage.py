"""``make coverage``: how often the intervals hold the true rate, and how often chance alone makes a word key.

    python tests/coverage.py [--report FOLDER] [FOLDER …]

Each FOLDER is a corpus whose rates are taken as true: 30 of its articles are drawn again and again (with replacement), and the interval of
each term is computed from these alone. Then the corpus is cut in two at random, again and again: no word is key but by chance. Several
folders in one argument, joined by ``+``, are one corpus. Without a FOLDER, two thousand articles are made whose words come in bursts.
"""

import argparse
import random
import tempfile
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array, diags_array
from scipy.special import betaincinv, ndtri, stdtrit

from analysis import read_corpus
from analysis.statistics import Clusters, adjust_p, design_effect, g2, p_of_difference, p_of_g2, rate_interval

DRAWN, DRAWS, HALVINGS = 30, 1000, 200
BANDS = {"above 100": (100, np.inf), "10 to 100": (10, 100), "2 to 10": (2, 10)}
BATCH = 50
Z = ndtri(0.975)


def write_bursty(folder: Path, articles: int = 2000) -> None:
    """Write articles each of which uses some words again and again."""
    draw = random.Random(20230530)
    glue = "the of to and in a is that for it as was with be by on not he his but are this from had have they".split()
    stems = "jo kal lin mor na oye pri qua ras shi tan vel".split()
    topics = [[f"{stem}{end}" for end in "ba chen dor el fu gan hu ir".split()] for stem in stems]
    rare = [f"w{k}" for k in range(4000)]
    for k in range(articles):
        mine = draw.choice(topics) + draw.choices(rare, k=6)
        lists = draw.choices((glue, mine, rare), weights=(50, 15, 35), k=draw.randint(80, 800))
        words = [draw.choice(words) for words in lists]
        sentences = [" ".join(words[i : i + 15]).capitalize() + "." for i in range(0, len(words), 15)]
        (folder / f"{k:04d}.txt").write_text(f"Headline {k}\n\n" + "\n\n".join(sentences) + "\n", encoding="utf-8")


def count(source: list[str]) -> tuple[csr_array, np.ndarray]:
    """Give the uses of each term in each article, and the words of each article."""
    index = read_corpus(source).index
    article = np.repeat(np.arange(len(index.articles) - 1), np.diff(index.articles))
    shape = (len(index.articles) - 1, int(index.terms.max()) + 1)
    uses = csr_array((np.ones(len(article)), (article, index.term_ids)), shape=shape)
    uses.sum_duplicates()
    return uses, np.diff(index.articles).astype(float)


def clusters(uses: csr_array, words: np.ndarray, weights: np.ndarray) -> Clusters:
    """Sum up over articles, each as often as its weight says; one row of weights a draw."""
    sums = (weights @ part for part in (uses, uses * uses, diags_array(words) @ uses))
    sizes = (weights @ part for part in (words, words**2, np.ones(len(words))))
    return Clusters(*sums, *(size[..., None] for size in sizes))


def over_words(c: Clusters) -> tuple[np.ndarray, np.ndarray]:
    """Wilson's interval, as if words were drawn one by one."""
    p = c.n / c.size
    centre, half = p + Z**2 / 2 / c.size, Z * np.sqrt(p * (1 - p) / c.size + (Z / 2 / c.size) ** 2)
    return (centre - half) / (1 + Z**2 / c.size), (centre + half) / (1 + Z**2 / c.size)


def korn_graubard(c: Clusters) -> tuple[np.ndarray, np.ndarray]:
    """Clopper and Pearson's with the effective size, as health surveys publish it."""
    worth = (Z / stdtrit(c.units - 1, 0.975)) ** 2 / design_effect(c)
    x, n = c.n * worth, c.size * worth
    low = np.where(x > 0, betaincinv(np.maximum(x, 1e-9), n - x + 1, 0.025), 0)
    return low, betaincinv(x + 1, n - x, 0.975)


METHODS = {"words as if independent (Wilson)": over_words, "Korn and Graubard": korn_graubard, "ours (`rate_interval`)": rate_interval}


def cover(uses: csr_array, words: np.ndarray) -> dict[str, list[float]]:
    """Tell for each method in how many draws the interval holds the rate of the whole, in each band of rates."""
    rate = uses.sum(axis=0) / words.sum()
    frequent = 10_000 * rate >= 2
    uses, rate = uses[:, np.flatnonzero(frequent)], rate[frequent]
    draw = np.random.default_rng(1)
    held = {name: np.zeros(len(rate)) for name in METHODS}
    for _ in range(DRAWS // BATCH):
        drawn = [np.bincount(draw.integers(0, len(words), DRAWN), minlength=len(words)) for _ in range(BATCH)]
        sums = clusters(uses, words, np.stack(drawn).astype(float))
        for name, method in METHODS.items():
            low, high = method(sums)
            held[name] += ((low <= rate) & (rate <= high)).sum(axis=0)
    bands = [(10_000 * rate >= low) & (10_000 * rate < high) for low, high in BANDS.values()]
    return {name: [float((held[name][band] / DRAWS).mean()) for band in bands] for name in METHODS}


def alarm(uses: csr_array, words: np.ndarray) -> tuple[int, int]:
    """Count in how many halvings some word is key, over articles and over words."""
    draw, over_articles, by_words = np.random.default_rng(2), 0, 0
    for _ in range(HALVINGS):
        half = np.zeros(len(words))
        half[draw.permutation(len(words))[: len(words) // 2]] = 1
        one, other = (clusters(uses, words, weights) for weights in (half, 1 - half))
        over_articles += bool((adjust_p(p_of_difference(one, other)) < 0.05).any())
        by_words += bool((adjust_p(p_of_g2(g2(one.n, one.n + other.n, one.size, one.size + other.size))) < 0.05).any())
    return over_articles, by_words


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("folders", nargs="*")
    parser.add_argument("--report", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        if not asked.folders:
            write_bursty(Path(made))
        corpora = asked.folders or [made]
        lines = [
            "# How far the numbers can be trusted",
            "",
            f"`make coverage` draws {DRAWN} articles {DRAWS:,} times, with replacement, and looks how often the 95 % interval of a",
            "term's rate holds its rate in the whole corpus, by the term's uses per 10,000 words there.",
            "",
            f"| corpus | interval | {' | '.join(BANDS)} |",
            f"|---|---|{'---:|' * len(BANDS)}",
        ]
        alarms = []
        for corpus in corpora:
            uses, words = count(corpus.split("+"))
            name = "made here, in bursts" if corpus == made else " and ".join(Path(folder).name for folder in corpus.split("+"))
            name = f"{name} ({len(words):,} articles)"
            for method, shares in cover(uses, words).items():
                lines.append(f"| {name} | {method} | {' | '.join(f'{share:.3f}' for share in shares)} |")
            over_articles, by_words = alarm(uses, words)
            alarms.append(f"| {name} | {over_articles} | {by_words} |")
        said = "some word is called key (corrected for the number of words): each is a false alarm."
        lines += ["", f"Two random halves of one corpus, {HALVINGS} times; in how many of these {said}"]
        lines += ["", "| corpus | test over articles (ours) | test over words (G²) |", "|---|---:|---:|", *alarms, ""]
    print("\n".join(lines))
    if asked.report:
        (asked.report / "coverage.md").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
