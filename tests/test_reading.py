"""From a folder to raw texts: every file is either read or a row in ``problems``, whatever the file system does."""

import os
import random
import re
from pathlib import Path

import fsspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis import reading
from analysis.reading import NOT_AN_ARTICLE, Problem, RawArticle, ReadingError, decode, find_files, read_bytes, read_files


@pytest.fixture
def folder(tmp_path):
    """Make a folder of files: ``folder({"a.txt": b"Rain."})``."""

    def make(files, at="articles"):
        place = tmp_path / at
        place.mkdir()
        for name, data in files.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_bytes(data)
        return place

    return make


def read_raw(source):
    return read_files(find_files(source))


def articles_of(items):
    return {item.file: item.text for item in items if isinstance(item, RawArticle)}


def problems_of(items):
    return {item.file: (item.action, item.reason) for item in items if isinstance(item, Problem)}


# What is read, and under which name


def test_an_article_is_named_by_its_path_below_the_folder(folder):
    items = list(read_raw(folder({"b.txt": b"Sun.", "2023/05/a.txt": b"Rain."})))
    assert articles_of(items) == {"b.txt": "Sun.", "2023/05/a.txt": "Rain."}
    assert [item.item for item in items] == [None] * len(items)


def test_a_single_file_is_named_by_its_own_name(folder):
    place = folder({"a.txt": b"Rain.", "b.txt": b"Sun."})
    assert articles_of(read_raw(place / "b.txt")) == {"b.txt": "Sun."}
    assert articles_of(read_raw(str(place / "b.txt"))) == {"b.txt": "Sun."}


def test_with_several_sources_each_name_begins_with_the_folder_it_is_from(folder):
    first, second = folder({"a.txt": b"Rain."}, at="may"), folder({"a.txt": b"Sun.", "b.txt": b"Fog."}, at="june")
    assert articles_of(read_raw([first, second])) == {"may/a.txt": "Rain.", "june/a.txt": "Sun.", "june/b.txt": "Fog."}
    assert articles_of(read_raw([first, second / "b.txt"])) == {"may/a.txt": "Rain.", "b.txt": "Fog."}


def test_two_sources_of_one_name_are_an_error_because_their_articles_could_not_be_told_apart(folder):
    first, second = folder({"a.txt": b"Rain."}, at="may"), folder({"may/a.txt": b"Sun."}, at="backup") / "may"
    with pytest.raises(ReadingError, match="may shares its name with another source; rename one"):
        list(read_raw([first, second]))


def test_an_empty_folder_and_an_empty_list_have_neither_articles_nor_problems(folder):
    assert list(read_raw(folder({}))) == []
    assert list(read_raw([])) == []


@pytest.mark.parametrize("name", ["a.txt", "A.TXT", "a.text", "a b (2).txt", "no.suffix.but.txt", "Пекин.txt", "北京.txt"])
def test_a_text_file_is_read_whatever_its_name(folder, name):
    assert articles_of(read_raw(folder({name: b"Rain."}))) == {name: "Rain."}


def test_line_ends_are_left_as_they_are_since_the_ledger_counts_characters_of_the_file(folder):
    assert articles_of(read_raw(folder({"a.txt": b"a\r\nb\rc\nd\r\r\n"}))) == {"a.txt": "a\r\nb\rc\nd\r\r\n"}


# The order


def scandir_in_another_order(seed):
    plain = os.scandir

    class Shuffled:
        def __init__(self, place):
            with plain(place) as found:
                self.entries = list(found)
            random.Random(seed).shuffle(self.entries)

        def __enter__(self):
            return iter(self.entries)

        def __exit__(self, *_):
            pass

    return Shuffled


@pytest.mark.parametrize("seed", range(5))
def test_the_order_in_which_the_file_system_lists_is_irrelevant(folder, monkeypatch, seed):
    place = folder({f"{k % 3}/{k:02d}.txt": b"Rain." for k in range(12)} | {"z.txt": b"Sun.", "a.pdf": b"", "É.txt": b"Fog."})
    expected = list(read_raw(place))
    monkeypatch.setattr(reading.os, "scandir", scandir_in_another_order(seed))
    assert list(read_raw(place)) == expected


def test_names_are_ordered_by_code_point_in_any_language_setting(folder):
    place = folder(dict.fromkeys(("b.txt", "a.txt", "Z.txt", "é.txt", "10.txt", "9.txt"), b"Rain."))
    assert [file.name for file in find_files(place)] == ["10.txt", "9.txt", "Z.txt", "a.txt", "b.txt", "é.txt"]


def test_folders_are_entered_in_the_order_of_their_names(folder):
    place = folder(dict.fromkeys(("d/1.txt", "b/c/1.txt", "a/1.txt", "b/1.txt"), b"Rain."))
    assert list(articles_of(read_raw(place))) == ["a/1.txt", "b/1.txt", "b/c/1.txt", "d/1.txt"]


# What is not an article


@pytest.mark.parametrize(
    "name",
    [
        "README",
        "README.md",
        "readme.txt",
        "README_old.txt",
        "README2.txt",
        "LICENSE",
        "Licence.txt",
        "COPYING",
        "CHANGELOG.md",
        ".DS_Store",
        ".hidden.txt",
        "Thumbs.db",
    ],
)
def test_files_that_come_with_a_folder_are_skipped_as_no_articles(folder, name):
    items = list(read_raw(folder({name: b"Not news.", "a.txt": b"Rain."})))
    assert articles_of(items) == {"a.txt": "Rain."}
    assert problems_of(items) == {name: ("skipped", NOT_AN_ARTICLE)}


@pytest.mark.parametrize(
    "name",
    [
        "readmission-rates-fall.txt",
        "licensed-to-kill.txt",
        "license-plates-stolen.txt",
        "copying-machines-return.txt",
        "contributing-factors-named.txt",
        "my-readme.txt",
        "not.hidden.txt",
    ],
)
def test_an_article_whose_name_only_resembles_those_is_read(folder, name):
    assert articles_of(read_raw(folder({name: b"Rain."}))) == {name: "Rain."}


def test_a_hidden_folder_is_one_problem_and_not_entered(folder):
    items = list(read_raw(folder({".git/a.txt": b"No.", ".git/b.txt": b"No.", "a.txt": b"Rain."})))
    assert articles_of(items) == {"a.txt": "Rain."}
    assert problems_of(items) == {".git": ("skipped", NOT_AN_ARTICLE)}


# What cannot be read

LISTED = r"text \(\.txt\), page \(\.html\), document \(\.docx, \.pdf\) or table \(\.csv\)"


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \r\n\t\n", "is empty"),
        ("a.txt", b"\xef\xbb\xbf", "is empty"),
        ("a.txt", b"Rain.\0\0\0", "holds NUL bytes"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\x01\x02\x03\x04", "holds control characters"),
        ("a.psd", b"8BPS", rf"^is of the kind \.psd, which is not read; save the article as {LISTED}$"),
        ("article", b"Rain.", rf"^is without a suffix, and so is not read; save the article as {LISTED}$"),
        ("a.txt", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "is an old Word, Excel or Outlook file; save it as"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_problem_with_its_reason(folder, name, data, reason):
    items = list(read_raw(folder({name: data, "b.txt": b"Rain."})))
    assert articles_of(items) == {"b.txt": "Rain."}
    [problem] = [item for item in items if isinstance(item, Problem)]
    assert (problem.file, problem.action) == (name, "skipped")
    assert re.search(reason, problem.reason)


def test_a_link_that_leads_nowhere_is_a_problem(folder):
    place = folder({"b.txt": b"Rain."})
    (place / "a.txt").symlink_to(place / "gone.txt")
    items = list(read_raw(place))
    assert articles_of(items) == {"b.txt": "Rain."}
    assert problems_of(items) == {"a.txt": ("skipped", "is not a file that can be read")}


def test_a_link_to_a_file_is_read_as_that_file(folder):
    place = folder({"b.txt": b"Rain."})
    (place / "a.txt").symlink_to(place / "b.txt")
    assert articles_of(read_raw(place)) == {"a.txt": "Rain.", "b.txt": "Rain."}


def test_a_link_back_to_its_own_folder_is_a_problem_and_not_an_endless_walk(folder):
    place = folder({"b.txt": b"Rain."})
    (place / "again").symlink_to(place)
    items = list(read_raw(place))
    assert articles_of(items) == {"b.txt": "Rain."}
    assert list(problems_of(items)) == ["again"]


def test_a_pipe_is_a_problem_and_is_not_waited_for(folder):
    place = folder({"b.txt": b"Rain."})
    os.mkfifo(place / "a.txt")
    assert problems_of(read_raw(place)) == {"a.txt": ("skipped", "is not a file that can be read")}


def test_a_file_without_permission_is_a_problem_in_the_system_s_words(folder, monkeypatch):
    place = folder({"a.txt": b"Rain.", "b.txt": b"Sun."})

    def refuse_a(file):
        if file.name == "a.txt":
            raise PermissionError(13, "Permission denied")
        return read_bytes(file)

    monkeypatch.setattr("analysis.reading.read_bytes", refuse_a)
    items = list(read_raw(place))
    assert articles_of(items) == {"b.txt": "Sun."}
    assert problems_of(items) == {"a.txt": ("skipped", "cannot be opened (Permission denied)")}


def test_a_folder_that_cannot_be_opened_is_a_problem(folder, monkeypatch):
    place = folder({"2023/a.txt": b"Rain.", "b.txt": b"Sun."})
    plain = os.scandir

    def refuse_2023(here):
        if Path(here).name == "2023":
            raise PermissionError(13, "Permission denied")
        return plain(here)

    monkeypatch.setattr(reading.os, "scandir", refuse_2023)
    items = list(read_raw(place))
    assert articles_of(items) == {"b.txt": "Sun."}
    assert problems_of(items) == {"2023": ("skipped", "is a folder that cannot be opened")}


def test_a_source_that_is_not_there_is_an_error_that_names_it(tmp_path):
    with pytest.raises(ReadingError, match=r"nowhere is not there; name a folder of articles, or a file, that exists\.$"):
        list(read_raw(tmp_path / "nowhere"))


@pytest.mark.parametrize(("name", "data"), [("empty.txt", b""), ("picture.png", b"\x89PNG"), ("nuls.txt", bytes(20))])
def test_a_single_file_that_cannot_be_read_is_an_error_and_not_an_empty_corpus(folder, name, data):
    with pytest.raises(ReadingError, match=name):
        list(read_raw(folder({name: data}) / name))


@pytest.mark.parametrize(
    ("name", "data"), [("empty.txt", b""), ("article.pdf", b"%PDF"), ("article", b"Rain."), ("README.md", b"Not news.")]
)
def test_what_is_said_of_a_single_file_that_cannot_be_read_is_a_sentence(folder, name, data):
    with pytest.raises(ReadingError, match=rf"/{re.escape(name)} is .*[\w)]\.$"):
        list(read_raw(folder({name: data}) / name))


file_names = st.sampled_from(["a.txt", "b.TXT", "c.pdf", "README.md", ".d.txt", "sub/e.txt", "sub/f", "sub/.g/h.txt", "LICENSE.txt"])
file_contents = st.sampled_from([b"Rain.", b"", b"\0", b"caf\xe9", b"\x01\x02\x03", "北京".encode()])


@settings(deadline=None, max_examples=50)
@given(files=st.dictionaries(file_names, file_contents))
def test_no_file_is_lost_in_silence(tmp_path_factory, files):
    place = tmp_path_factory.mktemp("articles")
    for name, data in files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(data)
    items = list(read_raw(place))
    skipped = {name for name, (action, _) in problems_of(items).items() if action == "skipped"}
    assert articles_of(items).keys() | skipped == {"sub/.g" if name == "sub/.g/h.txt" else name for name in files}
    assert not articles_of(items).keys() & skipped


# Addresses


@pytest.fixture(scope="session")
def at_address():
    """Make the files of a folder anew at ``memory://articles``, which nobody else sees."""

    def make(files):
        system = fsspec.filesystem("memory")
        if system.exists("/articles"):
            system.rm("/articles", recursive=True)
        for name, data in files.items():
            system.pipe(f"/articles/{name}", data)
        return "memory://articles"

    return make


def test_a_folder_at_an_address_is_read_as_one_of_this_machine(folder, at_address):
    files = {"b.txt": b"Sun.", "2023/05/a.txt": b"Rain.", "c.pdf": b"%PDF", "d.txt": b"caf\xe9", "e.txt": b"", "README": b"?"}
    here, there = list(read_raw(folder(files))), list(read_raw(at_address(files)))
    assert there == here
    assert articles_of(there) == {"b.txt": "Sun.", "2023/05/a.txt": "Rain.", "d.txt": "café"}
    assert problems_of(there).keys() == {"README", "c.pdf", "d.txt", "e.txt"}


TREE = {
    **dict.fromkeys(("b.txt", "a.txt", "Z.txt", "é.txt", "10.txt", "9.txt", "a b.txt", "back\\slash.txt", "北京.txt"), b"Rain."),
    **dict.fromkeys(("d/1.txt", "b/c/1.txt", "a/1.txt", "b/1.txt", "a.txt.d/1.txt", "b/c.txt", "a-b/1.txt"), b"Rain."),
    **dict.fromkeys((".h.txt", "b/.h.txt", ".git/x.txt", ".git/y/z.txt", "b/.k/x.txt", "b/.k/.l/x.txt", "b/c/..m/x.txt", "zz/.n/x"), b"?"),
}


def test_files_at_an_address_have_the_names_and_the_order_of_those_on_disk(folder, at_address):
    found = [
        (file.name, file.size) for file in find_files(at_address({name: data for name, data in TREE.items() if "/." not in f"/{name}"}))
    ]
    assert found == [
        (file.name, file.size) for file in find_files(folder({name: data for name, data in TREE.items() if "/." not in f"/{name}"}))
    ]
    assert len(found) == 16


def test_hidden_files_and_folders_at_an_address_are_one_entry_each_where_they_are_on_disk(folder, at_address):
    on_disk = [file.name for file in find_files(folder(TREE))]
    assert len(on_disk) == len(set(on_disk)) == 22
    assert [file.name for file in find_files(at_address(TREE))] == on_disk
    assert list(read_raw(at_address(TREE))) == list(read_raw(folder(TREE, at="again")))


@pytest.mark.parametrize("names", [[".git/a.txt"], [".git/a.txt", ".git/b.txt"], [".git/.b.txt", ".git/c/a.txt"], ["2023/.git/c/a.txt"]])
def test_what_is_in_a_hidden_folder_at_an_address_is_not_read(at_address, names):
    items = list(read_raw(at_address({"a.txt": b"Rain."} | dict.fromkeys(names, b"No."))))
    assert articles_of(items) == {"a.txt": "Rain."}
    hidden = f"{names[0].partition('.git')[0]}.git"
    assert problems_of(items) == {hidden: ("skipped", NOT_AN_ARTICLE)}


tree_names = st.lists(st.sampled_from(["a", "b.txt", "a.b", ".c", "..d", "a b", "é.txt"]), min_size=1, max_size=4).map("/".join)


def is_a_tree(names: set[str]) -> bool:
    """Tell whether no file has the name of a folder."""
    return not any(other.startswith(f"{name}/") for name in names for other in names)


@settings(deadline=None, max_examples=60)
@given(names=st.sets(tree_names, min_size=1, max_size=12).filter(is_a_tree))
@example(names={"a", ".c/b"})
def test_any_tree_at_an_address_is_found_as_on_disk(tmp_path_factory, at_address, names):
    place = tmp_path_factory.mktemp("tree")
    for name in names:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(b"Rain.")
    address = at_address(dict.fromkeys(names, b"Rain."))
    assert [file.name for file in find_files(address)] == [file.name for file in find_files(place)]
    assert list(read_raw(address)) == list(read_raw(place))


def test_a_single_file_at_an_address_is_named_by_its_own_name(at_address):
    address = at_address({"2023/a.txt": b"Rain.", "b.txt": b"", "c.pdf": b"?"})
    assert articles_of(read_raw(f"{address}/2023/a.txt")) == {"a.txt": "Rain."}
    assert [file.is_named for file in find_files(f"{address}/2023/a.txt")] == [True]
    for name in ("b.txt", "c.pdf"):
        with pytest.raises(ReadingError, match=rf"/{name} is .*\w\.$"):
            list(read_raw(f"{address}/{name}"))


def test_folders_of_this_machine_and_of_addresses_are_read_together(folder, at_address):
    here, there = folder({"a.txt": b"Rain."}, at="may"), at_address({"a.txt": b"Sun.", "2023/b.txt": b"Fog."})
    expected = {"may/a.txt": "Rain.", "articles/a.txt": "Sun.", "articles/2023/b.txt": "Fog."}
    assert articles_of(read_raw([here, there])) == expected
    assert articles_of(read_raw([here, f"{there}/"])) == expected
    assert articles_of(read_raw([here, f"{there}/2023/b.txt"])) == {"may/a.txt": "Rain.", "b.txt": "Fog."}
    with pytest.raises(ReadingError, match="shares its name with another source"):
        list(read_raw([folder({}), there]))


def test_what_the_keeper_of_a_file_tells_of_it_changes_when_the_file_does(at_address):
    def content_of(data):
        [file] = find_files(at_address({"a.txt": data}))
        return file.content

    assert content_of(b"Rain.") != content_of(b"Rain fell.")
    address = at_address({"a.txt": b"Rain."})
    assert list(find_files(address)) == list(find_files(address))
    [once] = find_files(address)
    list(read_files([once]))
    assert list(find_files(address)) == [once]


def test_who_looked_at_a_file_and_when_does_not_change_what_its_keeper_tells_of_it(at_address, monkeypatch):
    address = at_address({"a.txt": b"Rain."})
    system = type(fsspec.filesystem("memory"))
    plain = system.find

    def contents_with(**told):
        monkeypatch.setattr(system, "find", lambda *path, **how: {name: info | told for name, info in plain(*path, **how).items()})
        return [file.content for file in find_files(address)]

    assert contents_with(last_accessed=1, atime=1) == contents_with(last_accessed=2, atime=2)
    assert contents_with(etag="a") != contents_with(etag="b")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("memory://nowhere", "memory://nowhere is not there, or holds no file; name a folder of articles, or a file, that exists."),
        (
            "nosuchkind://articles",
            "nosuchkind://articles cannot be reached (ValueError: Protocol not known: nosuchkind); name one that can.",
        ),
    ],
)
def test_an_address_that_leads_nowhere_is_an_error_that_names_it(address, said):
    with pytest.raises(ReadingError) as error:
        list(read_raw(address))
    assert str(error.value) == said


def test_an_address_whose_kind_needs_another_package_is_an_error_that_says_so(monkeypatch):
    def lack(_):
        raise ImportError("Install s3fs to access S3")

    monkeypatch.setattr(fsspec.core, "url_to_fs", lack)
    with pytest.raises(ReadingError, match=r"s3://articles cannot be reached \(Install s3fs to access S3\); install what is missing"):
        list(read_raw("s3://articles"))


def test_a_file_at_an_address_that_is_gone_when_it_is_read_is_a_problem(at_address):
    files = list(find_files(at_address({"a.txt": b"Rain.", "b.txt": b"Sun."})))
    at_address({"b.txt": b"Sun."})
    items = list(read_files(files))
    assert articles_of(items) == {"b.txt": "Sun."}
    [(name, (action, reason))] = problems_of(items).items()
    assert (name, action) == ("a.txt", "skipped") and reason.startswith("cannot be opened")


# Ranges of a file


def test_of_a_range_only_its_bytes_are_read(folder, at_address):
    files = {"a.txt": b"Rain. Sun. Fog."}
    for place in (folder(files), at_address(files)):
        [file] = find_files(place)
        assert reading.read_bytes(file) == files["a.txt"]
        assert reading.read_bytes(file._replace(start=6, stop=10)) == b"Sun."
        assert reading.read_bytes(file._replace(start=0, stop=5)) == b"Rain."


# Encodings


def test_utf_8_is_read_without_a_doubt():
    assert decode("“Xi’s” — 北京, café, ❤".encode()) == ("“Xi’s” — 北京, café, ❤", "")


def test_a_byte_order_mark_is_not_part_of_the_text():
    assert decode("Rain.".encode("utf-8-sig")) == ("Rain.", "")


def test_what_is_not_utf_8_is_read_as_windows_1252_with_a_row_in_problems(folder):
    items = list(read_raw(folder({"a.txt": "Rain in the “Café”".encode("cp1252")})))
    assert articles_of(items) == {"a.txt": "Rain in the “Café”"}
    assert problems_of(items) == {"a.txt": ("read", "is not UTF-8 (byte 12); read as Windows-1252")}


@pytest.mark.parametrize(
    ("data", "text", "lost"),
    [(b"caf\xe9 \x81", "café \ufffd", "1 byte has no character"), (b"\x81 \x81", "\ufffd \ufffd", "2 bytes have no character")],
)
def test_bytes_that_windows_1252_does_not_know_are_counted_in_the_doubt(data, text, lost):
    decoded, doubt = decode(data)
    assert decoded == text
    assert lost in doubt


def test_a_few_control_characters_do_not_make_a_text_a_program():
    text = "Rain fell on the town.\x0c" * 20 + "\x07"
    assert decode(text.encode()) == (text, "")


nasty_characters = st.sampled_from(
    ["a", " ", "\r\n", "\t", "“", "é", "e\u0301", "北", "\u00a0", "\u2028", "❤️", "\x85", "\ufeff", "😀", "ß"]
)


@settings(deadline=None)
@given(st.lists(nasty_characters).map("".join).filter(lambda text: not text.startswith("\ufeff")))
def test_any_text_saved_as_utf_8_comes_back_as_it_was(text):
    assert decode(text.encode("utf-8")) == (text, "")


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [b"a", b"\r\n", b"\xe2\x80", b"\x99", b"\xe9", b"\x81", b"\xff\xfe", b"\0", b"\x1b", b"\xef\xbb\xbf", b"\xed\xa0\x80"]
        )
    )
)
@example([b"\xed\xa0\x80"])
def test_any_bytes_are_either_a_text_that_can_be_saved_again_or_a_reading_error(parts):
    try:
        text, _ = decode(b"".join(parts))
    except ReadingError:
        return
    assert text.encode("utf-8").decode("utf-8") == text


@pytest.mark.parametrize("source", ["", "zip://::/tmp/a.zip", "nowhere://a"])
def test_a_source_that_cannot_be_is_one_sentence(source):
    with pytest.raises(ReadingError, match=r"^[^.]*[^\n]*\.$"):
        list(find_files(source))
