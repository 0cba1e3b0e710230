"""``make bench``: how fast this is, side by side with others, in one run on this machine.

    python tests/bench.py [FOLDER]

FOLDER holds .txt files to measure on; without it, the benchmark writes its own: news-like articles whose vocabulary keeps growing, as real
news does. All rows are timed in turn, five rounds, and the median is printed: these figures drift with the machine, the ratios less so.
"""

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROUNDS = 5
OWN_ARTICLES = 8_000  # about 20 MB
NLTK_PART = 20  # nltk gets every twentieth article: it would take minutes for all of them


def write_articles(folder: Path, articles: int, jsonl: bool = False) -> None:
    """Write articles of about 400 words, one a file or one a line; distinct words grow with about the square root of the words written."""
    draw = random.Random(20230530)
    syllables = "ba chen dor el fu gan hu ir jo kal lin mor na oye pri qua ras shi tan vel".split()
    glue = "the of to and in a is that for it as was with be by on not he his but are this from had have they which an were at".split()

    def word() -> str:
        if draw.random() < 0.45:
            return draw.choice(glue)
        number, parts = int(20 * draw.paretovariate(0.55)), []
        while number and len(parts) < 6:
            parts.append(syllables[number % 20])
            number //= 20
        return "".join(parts) or "news"

    for k in range(articles):
        paragraphs = [". ".join(" ".join(word() for _ in range(20)).capitalize() for _ in range(2)) + "." for _ in range(10)]
        title, time = " ".join(word() for _ in range(8)).capitalize(), f"2023-{k % 12 + 1:02d}-{k % 28 + 1:02d} 12:57"
        text = "BEIJING, May 29 -- " + "\n\n".join(paragraphs)
        if jsonl:
            with (folder / "articles.jsonl").open("a", encoding="utf-8") as lines:
                lines.write(json.dumps({"title": title, "published": time, "text": text}) + "\n")
            continue
        sub = folder / f"{k // 1000:04d}"
        sub.mkdir(exist_ok=True)
        (sub / f"{k:07d}.txt").write_text(f"{title}\nTime:{time}\n\n{text}\n\n\nGot likes0\n", encoding="utf-8")


def measure(jobs: dict[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, float]:
    """Time each job once per round, in turn; give the medians in seconds."""
    seconds: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            start = time.perf_counter()
            job()
            seconds[name].append(time.perf_counter() - start)
    return {name: statistics.median(times) for name, times in seconds.items()}


def count_with_nltk(texts: list[str]) -> object:
    from nltk import FreqDist
    from nltk.tokenize import NLTKWordTokenizer

    return FreqDist(word for text in texts for word in NLTKWordTokenizer().tokenize(text))


def read_afresh(folder: Path) -> None:
    """Read a folder of which nothing is in the store, and leave it there."""
    from analysis import read_corpus

    os.environ["ANALYSIS_STORE"] = tempfile.mkdtemp(dir=os.environ["STORES"])
    len(read_corpus(folder).articles)


def bench_texts(folder: Path) -> None:
    import nltk  # noqa: F401  imported here, so that no row pays for it
    from sklearn.feature_extraction.text import CountVectorizer

    from analysis import read_corpus
    from analysis.index import build_index

    texts = read_corpus(folder).articles["text"].tolist()
    size = sum(len(text.encode()) for text in texts) / 1e6
    print(f"{len(texts):,} articles, {size:.1f} MB of text, {os.cpu_count()} cores; median of {ROUNDS} rounds, all in turn")
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as whole:
        whole.write("\n".join(texts))
        whole.flush()
        few = texts[::NLTK_PART]
        seconds = measure(
            {
                "wc -w": lambda: subprocess.run(
                    ["wc", "-w", whole.name], env={**os.environ, "LC_ALL": "C.UTF-8"}, check=True, capture_output=True
                ),
                "scikit-learn CountVectorizer": lambda: CountVectorizer().fit_transform(texts),
                f"nltk word tokenizer + FreqDist (1 in {NLTK_PART})": lambda: count_with_nltk(few),
                "word index (split, ids, bounds), from memory": lambda: build_index(texts),
                "read_corpus, from files, cleaning included": lambda: read_afresh(folder),
                "read_corpus, from its store": lambda: len(read_corpus(folder).articles),
            }
        )
    wc, vectorizer = seconds["wc -w"], seconds["scikit-learn CountVectorizer"]
    print(f"\n{'':52}{'seconds':>9}{'MB/s':>8}{'time of wc -w':>16}{'speed of CountVectorizer':>27}")
    for name, time_taken in seconds.items():
        whole_time = time_taken * (size / (sum(len(text.encode()) for text in few) / 1e6) if "nltk" in name else 1)
        print(f"{name:52}{time_taken:9.2f}{size / whole_time:8.1f}{whole_time / wc:14.2f} ×{vectorizer / whole_time:25.2f} ×")


PAGES = 1000
PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title} - Daily Planet</title>
<meta property="article:published_time" content="{time}"><meta property="og:site_name" content="Daily Planet">
<meta name="author" content="Jane Roe"><link rel="canonical" href="https://planet.example/{number}"><script>{script}</script></head>
<body><header><nav><ul>{links}</ul></nav></header><main><article><h1>{title}</h1><p class="byline">By Jane Roe</p>
{paragraphs}</article><aside><h2>Most read</h2><ul>{links}</ul></aside></main>
<footer><p>© 2023 Daily Planet. All rights reserved.</p><ul>{links}</ul></footer></body></html>"""


def write_pages(folder: Path, lines: Path) -> None:
    """Write articles of a file of lines as pages, with the menus, scripts and lists of links that pages have."""
    links = "".join(f'<li class="item"><a href="/section/{k}">Section number {k}</a></li>' for k in range(40))
    with lines.open(encoding="utf-8") as opened:
        for number, line in zip(range(PAGES), opened, strict=False):
            article = json.loads(line)
            paragraphs = "\n".join(f"<p>{paragraph}</p>" for paragraph in article["text"].split("\n\n"))
            filled = {"title": article["title"], "time": article["published"], "number": number, "script": "var a = [1, 2, 3];" * 200}
            (folder / f"{number:05d}.html").write_text(PAGE.format(**filled, links=links, paragraphs=paragraphs), encoding="utf-8")


def bench_formats() -> None:
    """Time pages beside the library that reads them, and JSON lines beside a program that does nothing but parse them."""
    import trafilatura

    with tempfile.TemporaryDirectory() as place:
        lines, pages = Path(place) / "lines", Path(place) / "pages"
        lines.mkdir()
        pages.mkdir()
        write_articles(lines, OWN_ARTICLES, jsonl=True)
        write_pages(pages, lines / "articles.jsonl")
        data = [path.read_bytes() for path in sorted(pages.iterdir())]
        size = (lines / "articles.jsonl").stat().st_size / 1e6
        seconds = measure(
            {
                f"trafilatura alone, {PAGES} pages": lambda: [trafilatura.bare_extraction(page, with_metadata=True) for page in data],
                "read_corpus, the same pages": lambda: read_afresh(pages),
                f"json.loads of each line, {size:.1f} MB": lambda: [json.loads(line) for line in (lines / "articles.jsonl").open("rb")],
                "read_corpus, the same JSON lines": lambda: read_afresh(lines),
            },
            rounds=3,
        )
    print()
    for name, time_taken in seconds.items():
        print(f"{name:52}{time_taken:9.2f}" + (f"{size / time_taken:8.1f}" if "JSON" in name or "json" in name else ""))
    alone, ours = list(seconds.values())[:2]
    print(f"{'pages : trafilatura (at most 1.15)':52}{ours / alone:9.2f} ×")


# Run by a Python that has conc, which wants other versions of what it shares with this project: build, then queries, each timed.
WITH_CONC = """
import json, pathlib, sys, time
import spacy
from conc.conc import Conc
from conc.corpus import Corpus
folder, place, word, phrase = sys.argv[1:]
model = pathlib.Path(place, "model")
language = spacy.blank("en")
for name in ("parser", "ner", "lemmatizer", "tagger", "attribute_ruler", "senter", "tok2vec"):  # conc turns these off
    language.add_pipe("sentencizer", name=name)
language.to_disk(model)
seconds = {}
def measure(name, job):
    start = time.perf_counter()
    result = job()
    seconds[name] = time.perf_counter() - start
    return result
corpus = measure("conc: build", lambda: Corpus("bench", "bench").build_from_files(folder, place, model=str(model)))
conc = Conc(corpus)
measure("conc: frequencies", lambda: conc.frequencies(page_size=0))
measure("conc: n-grams of two words", lambda: conc.ngram_frequencies(page_size=20))
measure("conc: concordance of a word, first page", lambda: conc.concordance(word))
measure("conc: concordance of a phrase, first page", lambda: conc.concordance(phrase))
print(json.dumps(seconds))
"""


def bench_numbers(folder: Path) -> None:
    """Time tables and queries, beside those of conc where the environment variable CONC names a Python that has it."""
    import numpy as np

    from analysis import compare_terms, count_phrases, count_terms, find, read_corpus, select_top

    corpus = read_corpus(folder)
    is_even = np.arange(corpus.counts.articles) % 2 == 0
    halves = corpus.take(is_even), corpus.take(~is_even)
    word, phrase = select_top(count_terms(corpus))["term"].iloc[100], count_phrases(corpus)["phrase"].iloc[0]
    jobs = {
        "count_terms, with intervals and dispersion (under 4)": lambda: count_terms(corpus),
        "count_phrases (under 15)": lambda: count_phrases(corpus),
        "compare_terms of two halves (under 5)": lambda: compare_terms(*halves),
        f"find {word!r}, first page (under 0.05)": lambda: find(corpus, word, rows=20),
        f"find {phrase!r}, first page (under 0.1)": lambda: find(corpus, phrase, rows=20),
    }
    print(f"\ntables and queries of {corpus.counts.words / 1e6:.1f} million words; seconds")
    for name, time_taken in measure(jobs, rounds=3).items():
        print(f"{name:52}{time_taken:9.3f}")
    python = os.environ.get("CONC")
    if not python:
        print("conc is not measured: put it into an environment of its own (pip install conc), and name its Python with CONC=")
        return
    with tempfile.TemporaryDirectory() as place:
        flat = Path(place) / "texts"  # conc reads one folder
        flat.mkdir()
        for number, file in enumerate(sorted(folder.rglob("*.txt"))):
            (flat / f"{number:07d}.txt").symlink_to(file.resolve())
        command = [python, "-c", WITH_CONC, str(flat), place, word, phrase]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    for name, time_taken in json.loads(printed.splitlines()[-1]).items():
        print(f"{name:52}{time_taken:9.3f}")


THEMES, ENTRIES = 12, 400


def measure_themes(folder: Path) -> tuple[dict[str, float], int]:
    """Time what is counted of themes; give that, and the most memory that this process has held, in MB."""
    import resource

    from analysis import check_lexicon, count_terms, count_themes, read_corpus, read_lexicon, select_top

    corpus = read_corpus(folder)
    terms = select_top(count_terms(corpus), ENTRIES)["term"]
    entries = [f"{term}*" if k % 4 == 0 else term for k, term in enumerate(terms)]
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".toml") as file:
        file.write("".join(f"[t{k}]\nentries = {json.dumps(entries[k::THEMES])}\n" for k in range(THEMES)))
        file.flush()
        lexicon = read_lexicon(file.name)

    def count(*every: str | None) -> None:
        corpus.remembered.clear()
        for by in every:
            count_themes(corpus, lexicon, by=by)

    jobs = {
        "match and count themes": lambda: count(None),
        "... and by source, month, article, section (under 5)": lambda: count(None, "source", "month", "article", "section"),
        "... and by paragraph": lambda: count(None, "source", "month", "article", "section", "paragraph"),
        "check_lexicon (under 20)": lambda: check_lexicon(corpus, lexicon),
    }
    return measure(jobs, rounds=3), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000


def bench_themes(folder: Path) -> None:
    """Time themes beside the usual way to count so many words, in a process of their own."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    from sklearn.feature_extraction.text import CountVectorizer

    from analysis import count_terms, read_corpus, select_top

    with ProcessPoolExecutor(1, get_context("spawn")) as alone:
        seconds, memory = alone.submit(measure_themes, folder).result()
    corpus = read_corpus(folder)
    texts, terms = corpus.articles["text"].tolist(), select_top(count_terms(corpus), ENTRIES)["term"]
    vectorizer = CountVectorizer(vocabulary=terms)
    seconds |= measure({"scikit-learn CountVectorizer, as many whole words": lambda: vectorizer.fit_transform(texts)}, 3)
    print(f"\n{THEMES} themes, {ENTRIES} entries; seconds (limits are for 100 MB)")
    for name, time_taken in seconds.items():
        print(f"{name:52}{time_taken:9.2f}")
    print(f"{'memory at most, MB (under 1,500)':52}{memory:9,}")


def bench_make() -> None:
    """Time a whole run on the seeds beside one nbconvert call for as many notebooks that do nothing."""
    import nbformat

    from analysis.places import ROOT

    with tempfile.TemporaryDirectory() as folder:
        names = [f"{k}.ipynb" for k in range(len(list((ROOT / "notebooks").glob("[0-9]*.ipynb"))))]
        for name in names:
            nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")]), Path(folder) / name)
        out = {**os.environ, "ANALYSIS_OUT": str(Path(folder) / "out")}
        for variable in ("ANALYSIS_ARTICLES", "ANALYSIS_THEMES"):
            out.pop(variable, None)
        quiet = {"check": True, "capture_output": True}
        command = [sys.executable, "-m", "jupyter", "nbconvert", "--to", "notebook", "--execute", "--inplace", *names]
        seconds = measure(
            {
                "one nbconvert call, as many empty notebooks": lambda: subprocess.run(command, cwd=folder, **quiet),
                "make, on the seeds": lambda: subprocess.run([sys.executable, "-m", "analysis"], cwd=ROOT, env=out, **quiet),
            },
            rounds=3,
        )
    empty, whole = seconds.values()
    print()
    for name, time_taken in seconds.items():
        print(f"{name:52}{time_taken:9.2f}")
    print(f"{'make : empty notebooks (at most 2.2)':52}{whole / empty:9.2f} ×")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as stores:
        os.environ["STORES"] = os.environ["ANALYSIS_STORE"] = stores
        if len(sys.argv) == 1:
            write_articles(Path(folder), OWN_ARTICLES)
        texts = Path(sys.argv[1] if len(sys.argv) > 1 else folder)
        bench_texts(texts)
        bench_numbers(texts)
        bench_themes(texts)
        bench_formats()
    bench_make()


if __name__ == "__main__":
    main()
