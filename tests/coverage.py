"""``make coverage``: how often the intervals hold the true rate, and how often chance alone makes a word key.

    python tests/coverage.py [--report FOLDER] [FOLDER …]

Each FOLDER is a corpus whose rates are taken as true: 30 of its articles are drawn again and again (with replacement), and the interval of
each term is computed from these alone. Then the corpus is cut in two at random, again and again: no word is key but by chance. Several
folders in one argument, joined by ``+``, are one corpus. The shares of themes are looked at in the same way, those of twelve themes of five
frequent words each. Without a FOLDER, two thousand articles are made whose words come in bursts.
"""

import argparse
import random
import tempfile
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array, diags_array
from scipy.special import betaincinv, ndtri, stdtrit

from analysis import Corpus, count_terms, read_corpus, read_lexicon, select_top
from analysis.lexicon import Lexicon
from analysis.statistics import Clusters, adjust_p, design_effect, g2, p_of_difference, p_of_g2, rate_interval
from analysis.theme_tallies import COUNTED, tally_themes

DRAWN, DRAWS, HALVINGS = 30, 1000, 200
BANDS = {"above 100": (100, np.inf), "10 to 100": (10, 100), "2 to 10": (2, 10)}
BATCH = 50
THEMES, ENTRIES = 12, 5
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


def count(corpus: Corpus) -> tuple[csr_array, np.ndarray]:
    """Give the uses of each term in each article, and the words of each article."""
    index = corpus.index
    article = np.repeat(np.arange(len(index.articles) - 1), np.diff(index.articles))
    shape = (len(index.articles) - 1, int(index.terms.max()) + 1)
    uses = csr_array((np.ones(len(article)), (article, index.term_ids)), shape=shape)
    uses.sum_duplicates()
    return uses, np.diff(index.articles).astype(float)


def make_lexicon(corpus: Corpus) -> Lexicon:
    """Deal out the most frequent words to themes."""
    terms = select_top(count_terms(corpus), THEMES * ENTRIES)["term"].tolist()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "themes.toml")
        file.write_text("".join(f"[t{k}]\nentries = {terms[k::THEMES]}\n" for k in range(THEMES)), encoding="utf-8")
        return read_lexicon(file)


def count_themes(corpus: Corpus) -> dict[str, tuple[csr_array, np.ndarray]]:
    """Give what is counted of each theme in each article, and what it is a share of there."""
    tally = tally_themes(corpus, make_lexicon(corpus), "article")
    return {name: (csr_array(tally.counts[f"n_{name}"].astype(float)), tally.sizes[f"n_{name}"].astype(float)) for name in COUNTED}


def clusters(uses: csr_array, words: np.ndarray, weights: np.ndarray) -> Clusters:
    """Sum up over articles, each as often as its weight says; one row of weights a draw."""
    sums = (weights @ part for part in (uses, uses * uses, diags_array(words) @ uses))
    sizes = (weights @ part for part in (words, words**2, (words > 0).astype(float)))
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


METHODS = {"drawn one by one (Wilson)": over_words, "Korn and Graubard": korn_graubard, "ours (`rate_interval`)": rate_interval}


def cover(uses: csr_array, words: np.ndarray) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Give the rate of each term in the whole, and for each method in what share of the draws its interval holds it."""
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
    return rate, {name: n / DRAWS for name, n in held.items()}


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
        alarms, themes = [], []
        for corpus in corpora:
            read = read_corpus(corpus.split("+"))
            uses, words = count(read)
            name = "made here, in bursts" if corpus == made else " and ".join(Path(folder).name for folder in corpus.split("+"))
            name = f"{name} ({len(words):,} articles)"
            rate, held = cover(uses, words)
            bands = [(10_000 * rate >= low) & (10_000 * rate < high) for low, high in BANDS.values()]
            for method, shares in held.items():
                lines.append(f"| {name} | {method} | {' | '.join(f'{shares[band].mean():.3f}' for band in bands)} |")
            of_themes = [cover(*counted)[1] for counted in count_themes(read).values()]
            for method in METHODS:
                themes.append(f"| {name} | {method} | {' | '.join(f'{held[method].mean():.3f}' for held in of_themes)} |")
            over_articles, by_words = alarm(uses, words)
            alarms.append(f"| {name} | {over_articles} | {by_words} |")
        said = "some word is called key (corrected for the number of words): each is a false alarm."
        lines += ["", f"Two random halves of one corpus, {HALVINGS} times; in how many of these {said}"]
        lines += ["", "| corpus | test over articles (ours) | test over words (G²) |", "|---|---:|---:|", *alarms, ""]
        said = f"The same draws for {THEMES} themes of {ENTRIES} frequent words each (mean over themes): a theme's share of the"
        lines += [said, "matches of all, and the shares of sentences and of articles that it touches.", ""]
        lines += [f"| corpus | interval | {' | '.join(COUNTED)} |", f"|---|---|{'---:|' * len(COUNTED)}"]
        lines += [*themes, ""]
    print("\n".join(lines))
    if asked.report:
        (asked.report / "coverage.md").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
