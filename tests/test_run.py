"""The whole run: notebooks executed, same bytes, any number of articles, and what is said when something is wrong."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

from analysis.places import ROOT

COPIED = ("analysis", "notebooks", "seeds", "themes.toml", "stopwords.txt")
FIGURES = (
    "02-phrases 02-term-rates 02-where-terms-stand 02-word-cloud 03-theme-company 03-theme-course 03-theme-shares 04-keyness-at-large"
).split()


def checkout(folder: Path) -> Path:
    folder.mkdir(parents=True)
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
        else:
            shutil.copy(source, folder / name)
    return folder


def run(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ANALYSIS_") and name != "PYTHONHASHSEED"}
    return subprocess.run(
        [sys.executable, "-m", "analysis"], cwd=folder, env=kept | {"PYTHONPATH": str(folder)} | environment, capture_output=True, text=True
    )


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for kind in ("notebooks", "figures")
        for path in sorted((folder / kind).rglob("*"))
        if path.is_file()
    }


def outputs_of(folder: Path) -> str:
    said = []
    for path in sorted((folder / "notebooks").glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            for output in cell.get("outputs", []):
                assert output.output_type != "error", output
                assert output.output_type != "stream", output
                said.append(output.data["text/plain"])
    return "\n".join(said)


def test_what_is_committed_is_what_a_run_gives_in_another_folder_time_zone_locale_and_hash_seed(tmp_path: Path) -> None:
    copy = checkout(tmp_path / "a folder with spaces")
    finished = run(copy, TZ="Asia/Kathmandu", LC_ALL="C", PYTHONHASHSEED="99")
    assert finished.returncode == 0, finished.stderr
    fresh, committed = files_of(copy), files_of(ROOT)
    assert sorted(fresh) == sorted(committed)
    assert [name for name in fresh if fresh[name] != committed[name]] == []


def test_the_order_in_which_files_were_saved_is_irrelevant(tmp_path: Path) -> None:
    from analysis.corpus import read_corpus

    texts = {f"{name}.txt": f"Title {name}\n\nThe word {name} and rain." for name in ("b", "a", "c")}
    corpora = []
    for order in (sorted(texts), sorted(texts, reverse=True)):
        folder = tmp_path / "".join(order)
        folder.mkdir()
        for name in order:
            (folder / name).write_text(texts[name])
        corpora.append(read_corpus(folder))
    first, second = corpora
    assert first.articles.equals(second.articles)
    assert first.digest == second.digest
    assert first.index.ids.tolist() == second.index.ids.tolist()


@pytest.mark.parametrize("articles", [0, 1, 2, 50])
def test_the_notebooks_run_on_any_number_of_articles(tmp_path: Path, seed_text: str, articles: int) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    for k in range(articles):
        text = (
            seed_text.replace("Time:2023-05-30 12:57", f"Time:2023-{k % 10 + 1:02d}-{k % 28 + 1:02d} 12:57")
            if articles > 2
            else f"Rain {k} fell."
        )
        (folder / f"{k:02d}.txt").write_text(text, encoding="utf-8")
    finished = run(ROOT, ANALYSIS_ARTICLES=str(folder), ANALYSIS_OUT=str(tmp_path / "out"))
    assert finished.returncode == 0, finished.stderr
    said = outputs_of(tmp_path / "out")
    figures = {path.stem for path in (tmp_path / "out" / "figures").glob("*.png")}
    if articles == 0:
        assert "There is no article in this folder" in said
        assert figures == set()
        assert "There is no figure yet" in (tmp_path / "out" / "figures" / "README.md").read_text()
    elif articles == 50:
        assert figures == {*FIGURES, "01-articles-over-time"}
    else:
        assert "No run of words stands together" in said
        assert "No theme of the lexicon matches anywhere" in said
        assert figures == {"02-term-rates", "02-where-terms-stand", "02-word-cloud"}


def test_a_run_on_own_articles_changes_nothing_in_the_checkout(tmp_path: Path) -> None:
    copy = checkout(tmp_path / "copy")
    before = {path: path.read_bytes() for path in copy.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text("Rain fell on the city.")
    (tmp_path / "themes.toml").write_text('[weather]\nentries = ["rain"]\n')
    out = tmp_path / "out"
    places = {"ANALYSIS_ARTICLES": str(tmp_path / "articles"), "ANALYSIS_THEMES": str(tmp_path / "themes.toml"), "ANALYSIS_OUT": str(out)}
    finished = run(copy, **places)
    assert finished.returncode == 0, finished.stderr
    after = {path: path.read_bytes() for path in copy.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert after == before
    assert "Weather" in outputs_of(out)
    assert sorted(path.name for path in out.iterdir()) == ["figures", "notebooks"]


@pytest.mark.parametrize(
    ("variable", "make", "sentence"),
    [
        ("ANALYSIS_ARTICLES", None, "is not there"),
        ("ANALYSIS_ARTICLES", b"", "is empty"),
        ("ANALYSIS_ARTICLES", b"\x00\x01\x02", "is not text"),
        ("ANALYSIS_THEMES", None, "cannot be opened"),
        ("ANALYSIS_THEMES", b"[space]\nentries = [\n", "cannot be read as TOML"),
        ("ANALYSIS_THEMES", b"[space]\nentry = ['lunar']\n", "line 2: the theme 'space' has an unknown key 'entry'"),
    ],
)
def test_bad_input_is_one_sentence_and_leaves_the_figures_of_the_last_run(
    tmp_path: Path, variable: str, make: bytes | None, sentence: str
) -> None:
    out = tmp_path / "out"
    (out / "figures").mkdir(parents=True)
    (out / "figures" / "02-term-rates.png").write_bytes(b"the last good run")
    place = tmp_path / "bad.txt"
    if make is not None:
        place.write_bytes(make)
    finished = run(ROOT, **{variable: str(place), "ANALYSIS_OUT": str(out)})
    assert finished.returncode == 1
    assert sentence in finished.stderr
    assert str(place) in finished.stderr
    assert len(finished.stderr.strip().splitlines()) == 1
    assert [path.name for path in (out / "figures").iterdir()] == ["02-term-rates.png"]
    assert [path.name for path in out.iterdir()] == ["figures"]


def test_results_among_the_articles_are_refused(tmp_path: Path) -> None:
    finished = run(ROOT, ANALYSIS_ARTICLES=str(tmp_path), ANALYSIS_OUT=str(tmp_path / "out"))
    assert finished.returncode == 1
    assert "lies inside the articles" in finished.stderr


def test_figures_that_are_no_longer_drawn_go_and_foreign_files_stay(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text("Rain fell in the north. The rain fell by night. Rain fell on many of us.")
    out = tmp_path / "out"
    places = {"ANALYSIS_ARTICLES": str(tmp_path / "articles"), "ANALYSIS_OUT": str(out)}
    assert run(ROOT, **places).returncode == 0
    assert (out / "figures" / "02-phrases.png").exists()
    (out / "figures" / "my-own.csv").write_text("mine")
    (tmp_path / "articles" / "a.txt").write_text("Rain fell.")
    assert run(ROOT, **places).returncode == 0
    left = {path.name for path in (out / "figures").iterdir()}
    assert not any(name.startswith("02-phrases") for name in left)
    assert "my-own.csv" in left
    assert "02-phrases" not in (out / "figures" / "README.md").read_text()


def test_plain_nbconvert_works_without_any_variable(tmp_path: Path) -> None:
    copy = checkout(tmp_path / "copy")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ANALYSIS_")}
    command = [
        sys.executable,
        "-m",
        "jupyter",
        "nbconvert",
        "--to",
        "notebook",
        "--execute",
        "--inplace",
        "03-which-themes-does-it-dwell-on.ipynb",
    ]
    finished = subprocess.run(command, cwd=copy / "notebooks", env=kept | {"PYTHONPATH": str(copy)}, capture_output=True, text=True)
    assert finished.returncode == 0, finished.stderr
    assert (copy / "figures" / "README.md").exists()


def test_ctrl_c_stops_the_run_in_one_sentence_and_leaves_the_last_results(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "figures").mkdir(parents=True)
    (out / "figures" / "02-term-rates.png").write_bytes(b"the last good run")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ANALYSIS_")}
    started = subprocess.Popen(
        [sys.executable, "-m", "analysis"], cwd=ROOT, env=kept | {"ANALYSIS_OUT": str(out)}, stderr=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 60
    while not list(out.glob(".run-*")) and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(2)
    started.send_signal(signal.SIGINT)
    _, said = started.communicate(timeout=60)
    assert started.returncode == 130
    assert said == "Stopped; the results of the last run are as they were.\n"
    assert [path.name for path in out.iterdir()] == ["figures"]
    assert (out / "figures" / "02-term-rates.png").read_bytes() == b"the last good run"


def test_a_page_that_somebody_else_wrote_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "README.md").write_text("my own notes")
    finished = run(ROOT, ANALYSIS_OUT=str(tmp_path))
    assert finished.returncode == 1
    assert "was not written by this program" in finished.stderr
    assert (tmp_path / "figures" / "README.md").read_text() == "my own notes"


def test_a_picture_that_somebody_saved_under_another_name_stays(tmp_path: Path) -> None:
    from analysis.__main__ import put_in_place

    for kind in ("aside/figures", "aside/notebooks", "out/figures"):
        (tmp_path / kind).mkdir(parents=True)
    shutil.copy(ROOT / "figures" / "02-phrases.png", tmp_path / "out" / "figures" / "for-the-paper.png")
    shutil.copy(ROOT / "figures" / "02-phrases.png", tmp_path / "out" / "figures" / "02-phrases.png")
    shutil.copy(ROOT / "notebooks" / "02-which-words-carry-the-coverage.ipynb", tmp_path / "aside" / "notebooks")
    put_in_place(tmp_path / "aside", tmp_path / "out")
    assert [path.name for path in (tmp_path / "out" / "figures").iterdir()] == ["for-the-paper.png"]


@pytest.mark.parametrize(
    ("variable", "value"), [("ANALYSIS_OUT", "{file}/below"), ("ANALYSIS_OUT", "{file}"), ("ANALYSIS_ARTICLES", "x" * 300)]
)
def test_a_place_that_cannot_be_is_one_sentence(tmp_path: Path, variable: str, value: str) -> None:
    (tmp_path / "file").write_text("mine")
    finished = run(ROOT, **{"ANALYSIS_OUT": str(tmp_path / "out"), variable: value.format(file=tmp_path / "file")})
    assert finished.returncode == 1
    assert "Traceback" not in finished.stderr
    assert len(finished.stderr.strip().splitlines()) == 1
    assert (tmp_path / "file").read_text() == "mine"
