import threading
from html.parser import HTMLParser

import mistune
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from analysis import draw_term_rates, save_figure, save_gallery
from analysis.gallery import read_pictures

OURS = {"Title": "Most frequent terms", "Description": "1 article. Stop words left out.", "Comment": "Bar chart.", "Source": "02-rates.csv"}


def save_png(folder, name, **text):
    info = PngInfo()
    for key, value in text.items():
        info.add_itxt(key, value)
    Image.new("L", (2, 1)).save(folder / f"{name}.png", pnginfo=info)


def page_of(folder):
    return save_gallery(folder).read_text(encoding="utf-8")


class Page(HTMLParser):
    """What a browser makes of a page: its tags, its pictures, its links, and the text of each heading and paragraph."""

    def __init__(self, markdown: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags, self.pictures, self.links, self.blocks = [], [], [], []
        self.feed(mistune.create_markdown(escape=False, plugins=["table", "math", "footnotes"])(markdown))
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag == "img":
            self.pictures.append((dict(attrs)["alt"], dict(attrs)["src"]))
        if tag == "a":
            self.links.append(dict(attrs)["href"])
        if tag in ("h1", "h2", "p"):
            self.blocks.append("")

    def handle_data(self, data):
        if self.blocks:
            self.blocks[-1] += data.strip("\n")


def test_each_picture_stands_on_the_page_with_caption_alternative_text_and_links_to_its_numbers(tmp_path):
    save_png(tmp_path, "02-rates", **OURS)
    page = page_of(tmp_path)
    assert "## Most frequent terms\n\n![Bar chart.](02-rates.png)\n\n1 article. Stop words left out.\n" in page
    assert "[The numbers](02-rates.csv) · [for print (svg)](02-rates.svg)\n" in page


def test_what_a_saved_figure_says_of_itself_is_what_the_page_says(tmp_path, monkeypatch, seed):
    monkeypatch.setenv("ANALYSIS_OUT", str(tmp_path))
    terms = pd.DataFrame({"form": ["R&D"], "n": [3], "per_10k": [31.1], "low": [10.5], "high": [70.2]})
    save_figure(draw_term_rates(terms), "02-rates", terms, seed, caption="Costs in $.")
    page = Page(save_gallery().read_text(encoding="utf-8"))
    assert page.pictures == [("Bar chart. Most frequent terms. Largest: R&D, 3.", "02-rates.png")]
    assert "1 article, 964 words, 30 May 2023. Costs in $." in page.blocks
    assert all((tmp_path / "figures" / link).is_file() for link in page.links)


def test_the_page_stands_beside_the_pictures(tmp_path, monkeypatch):
    monkeypatch.setenv("ANALYSIS_OUT", str(tmp_path / "out"))
    assert save_gallery() == tmp_path / "out" / "figures" / "README.md"
    assert save_gallery(tmp_path) == tmp_path / "README.md"


def test_the_pictures_follow_each_other_by_name(tmp_path):
    for name in ("03-a", "01-b", "02-c"):
        save_png(tmp_path, name, **OURS)
    assert [source for _, source in Page(page_of(tmp_path)).pictures] == ["01-b.png", "02-c.png", "03-a.png"]


def test_pictures_of_others_in_the_folder_are_left_out(tmp_path):
    save_png(tmp_path, "logo")
    save_png(tmp_path, "photo", Title="A photo", Description="By someone", Software="a camera")
    save_png(tmp_path, "02-rates", **OURS)
    assert [name for name, _ in read_pictures(tmp_path)] == ["02-rates"]
    assert Page(page_of(tmp_path)).pictures == [("Bar chart.", "02-rates.png")]


@pytest.mark.parametrize("content", [b"", b"not a picture", None], ids=["empty", "text", "folder"])
def test_what_only_has_the_name_of_a_picture_is_left_out(tmp_path, content):
    if content is None:
        (tmp_path / "x.png").mkdir()
    else:
        (tmp_path / "x.png").write_bytes(content)
    save_png(tmp_path, "02-rates", **OURS)
    assert Page(page_of(tmp_path)).pictures == [("Bar chart.", "02-rates.png")]


@pytest.mark.parametrize("missing", sorted(OURS))
def test_a_picture_that_lacks_one_of_our_four_texts_is_not_ours(tmp_path, missing):
    save_png(tmp_path, "02-rates", **{key: text for key, text in OURS.items() if key != missing})
    assert read_pictures(tmp_path) == []


def test_writing_the_page_changes_nothing_else_in_the_folder(tmp_path):
    save_png(tmp_path, "logo")
    (tmp_path / "notes.txt").write_text("mine")
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    save_gallery(tmp_path)
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir() if file.name != "README.md"} == before


def test_without_figures_the_page_says_so(tmp_path):
    page = page_of(tmp_path)
    assert "There is no figure yet" in page
    assert Page(page).pictures == []


def test_with_figures_the_page_does_not_say_there_are_none(tmp_path):
    save_png(tmp_path, "02-rates", **OURS)
    assert "no figure" not in page_of(tmp_path)


def test_a_page_of_an_earlier_run_is_written_anew(tmp_path):
    save_png(tmp_path, "02-rates", **OURS)
    save_gallery(tmp_path)
    (tmp_path / "02-rates.png").unlink()
    assert "02-rates" not in page_of(tmp_path)


def test_the_same_pictures_give_the_same_page(tmp_path):
    for name in ("02-c", "01-b"):
        save_png(tmp_path, name, **OURS)
    assert save_gallery(tmp_path).read_bytes() == save_gallery(tmp_path).read_bytes()
    assert b"\r" not in save_gallery(tmp_path).read_bytes()


def test_pages_written_at_the_same_time_do_not_trip_over_each_other(tmp_path):
    save_png(tmp_path, "02-rates", **OURS)
    expected = page_of(tmp_path)
    faults = []

    def write():
        for _ in range(100):
            try:
                assert page_of(tmp_path) == expected
            except (OSError, AssertionError) as error:
                faults.append(error)

    threads = [threading.Thread(target=write) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert sorted(file.name for file in tmp_path.iterdir()) == ["02-rates.png", "README.md"]


DEFECTS = [
    "<script>alert(1)</script>",
    "<b>",
    "&",
    "&lt;",
    "*",
    "*a*",
    "**a**",
    "_x_",
    "`",
    "[a](b)",
    "![a](b)",
    "](",
    "$x$",
    "$$",
    "|",
    "\\",
    "#",
]
awkward = st.lists(st.sampled_from([*DEFECTS, "a", "中国", ". ", "(", ")"]), min_size=1, max_size=6).map("".join)


@settings(deadline=None, max_examples=60)
@given(title=awkward, caption=awkward, alt=awkward)
def test_whatever_stands_in_a_caption_is_shown_as_it_is(tmp_path_factory, title, caption, alt):
    title, caption, alt = f"T{title}.", f"1 article. {caption}.", f"Chart {alt}."
    folder = tmp_path_factory.mktemp("figures")
    save_png(folder, "02-rates", Title=title, Description=caption, Comment=alt, Source="x")
    page = Page(page_of(folder))
    assert [block for block in page.blocks if block in (title, caption)] == [title, caption]
    assert page.pictures == [(alt, "02-rates.png")]
    assert page.links == ["02-rates.csv", "02-rates.svg"]
    assert set(page.tags) <= {"h1", "h2", "p", "img", "em", "a"}


@pytest.mark.parametrize("breaks", ["\n", "\n\n", "\n# "])
def test_a_caption_of_several_lines_stays_one_paragraph(tmp_path, breaks):
    save_png(tmp_path, "02-rates", **OURS | {"Description": f"One.{breaks}Two."})
    assert len([block for block in Page(page_of(tmp_path)).blocks if block.startswith("One.") and block.endswith("Two.")]) == 1
