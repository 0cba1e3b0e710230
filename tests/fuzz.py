"""Read mutated files of every format: none may stop the run, hang, or go unaccounted for, and the ledger must close.

    python tests/fuzz.py [INPUTS] [SEED]

Prints how many went in, and how many came out as articles and as problems. A file that fails is kept, and its path printed.
"""

import os
import random
import signal
import sys
import tempfile
from collections import Counter
from itertools import pairwise
from pathlib import Path

from samples import SAMPLES

# Words that mean something to one format or another.
WORDS = [
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b'""', b"'", b",", b";", b"\t", b"\r", b"\n", b"\r\n", b"<", b">", b"</p>", b"<!--",
    b"-->", b"<![CDATA[", b"<script>", b"&#x0;", b"&amp;", b"{", b"}", b"[", b"]", b":", b"\\", b"\\u", b"\\ud800", b"null",
    b"NaN", b"-1", b"1e999", b"99999999999999999999", b"%PDF-", b"endstream", b"PK\x03\x04", b"PK\x01\x02", b"\x1f\x8b\x08",
    b"PAR1", b"\xe2\x80\xae", b"\xe2\x80\x8b", b"\xc3\xa2\xe2\x82\xac\xe2\x84\xa2", b"Time:", b"Disclaimer:", b"By ",
    b"(Reuters) - ", b"05/06/2023", b"\xed\xa0\x80", b"=cmd|' /C calc'!A0",
]  # fmt: skip
BATCH = 100
SECONDS = 120


def mutate(data: bytes, draw: random.Random) -> bytes:
    """Change some bytes of a file: flip, cut, double, move, or put in what means something."""
    changed = bytearray(data)
    for _ in range(draw.choice([1, 1, 2, 3, 8, 40])):
        at = draw.randrange(len(changed) + 1)
        length = draw.choice([1, 1, 2, 4, 16, 64, 512])
        kind = draw.randrange(7)
        if kind == 0 and at < len(changed):
            changed[at] ^= 1 << draw.randrange(8)
        elif kind == 1:
            del changed[at : at + length]
        elif kind == 2:
            changed[at:at] = changed[at : at + length] * draw.choice([1, 2, 50])
        elif kind == 3:
            changed[at : at + length] = draw.randbytes(length)
        elif kind == 4:
            changed[at:at] = draw.choice(WORDS)
        elif kind == 5:
            del changed[at:]
        else:
            other = draw.randrange(len(changed) + 1)
            changed[at:at] = changed[other : other + length]
    return bytes(changed)


def check(folder: Path) -> Counter[str]:
    """Read a folder; complain about a file that is not accounted for, a ledger that does not close, or a fault that was not foreseen."""
    from analysis import read_corpus
    from analysis.reading import UNFORESEEN
    from analysis.stretches import Stretch, apply, restore

    corpus = read_corpus(folder)
    articles, problems = corpus.articles, corpus.problems
    names = {file.name for file in folder.iterdir()}
    seen = {name.split("/")[0] for name in [*articles["file"], *problems["file"]]}
    assert seen == names, f"not accounted for: {names ^ seen}"
    assert articles.index.is_unique, f"named twice: {articles.index[articles.index.duplicated()].tolist()}"
    unforeseen = problems[problems["reason"].str.startswith(UNFORESEEN)]
    assert unforeseen.empty, unforeseen.to_string()
    for article_id, rows in corpus.ledger.groupby("article_id"):
        text = articles.loc[article_id, "text"]
        stretches = [Stretch(*row) for row in rows[list(Stretch._fields)].itertuples(index=False)]
        raw = restore(text, stretches)
        assert apply(raw, stretches) == text, f"the ledger of {article_id} does not close"
        assert all(raw[row.start : row.end] == row.text for row in stretches), f"the ledger of {article_id} does not fit"
        assert all(one.end <= other.start for one, other in pairwise(stretches)), f"{article_id}: rows overlap"
    repr(corpus)
    return Counter(files=len(names), articles=len(articles), skipped=int((problems["action"] == "skipped").sum()), problems=len(problems))


def fuzz(inputs: int, seed: int, kept: Path) -> Counter[str]:
    """Check so many mutated files, in folders of some; of a folder that fails, look for the file and keep it."""
    draw = random.Random(seed)
    samples = {name: make() for name, make in SAMPLES.items()}
    told: Counter[str] = Counter()
    signal.signal(signal.SIGALRM, lambda *_: (_ for _ in ()).throw(TimeoutError(f"more than {SECONDS} s")))
    for first in range(0, inputs, BATCH):
        files = {}
        for number in range(first, min(first + BATCH, inputs)):
            name = draw.choice(list(samples))
            stem, _, suffix = name.partition(".")
            # Now and then under the name of another format: what a file is, its content decides as well.
            suffix = draw.choice(list(samples)).partition(".")[2] if draw.random() < 0.05 else suffix
            files[f"{number:06d}-{stem}.{suffix}"] = mutate(samples[name], draw)
        told += _check_files(files, kept)
    return told


def _check_files(files: dict[str, bytes], kept: Path) -> Counter[str]:
    with tempfile.TemporaryDirectory() as place:
        for name, data in files.items():
            (Path(place) / name).write_bytes(data)
        signal.alarm(SECONDS)
        try:
            return check(Path(place))
        except BaseException as error:
            signal.alarm(0)
            if isinstance(error, KeyboardInterrupt):
                raise
            if len(files) == 1:
                [(name, data)] = files.items()
                kept.mkdir(parents=True, exist_ok=True)
                (kept / name).write_bytes(data)
                raise AssertionError(f"{kept / name}: {type(error).__name__}: {error}") from error
            names = list(files)
            half = len(names) // 2
            for part in (names[:half], names[half:]):
                _check_files({name: files[name] for name in part}, kept)
            raise
        finally:
            signal.alarm(0)


if __name__ == "__main__":
    os.environ.setdefault("ANALYSIS_STORE", tempfile.mkdtemp())
    inputs, seed = map(int, [*sys.argv[1:], *("10000", "1")[len(sys.argv) - 1 :]])
    print(dict(fuzz(inputs, seed, Path("fuzz-failures"))))
