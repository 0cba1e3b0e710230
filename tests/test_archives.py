"""Archives: every member is read or is a problem, none is written anywhere, and none grows beyond what memory holds."""

import gzip
import io
import random
import struct
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.reading import File, Problem, RawArticle, ReadingError, archives, divide, gzips, limits
from analysis.reading.archives import divide_archive, kind_of_archive, read_archive, read_gzip
from analysis.reading.limits import check_zip


def zip_of(*members, **options) -> bytes:
    """Pack members, each a name or a ZipInfo, and bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            info = name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name)
            info.compress_type = options.get("method", zipfile.ZIP_DEFLATED)
            archive.writestr(info, data)
    return packed.getvalue()


def read_plainly(members):
    """Read each file as the text that it holds."""
    for file, data in members:
        yield RawArticle(file.name, None, data.decode("latin-1"))


def read(data: bytes, name="a.zip", reader=read_archive, **fields):
    return list(reader(File(f"/x/{name}", name, len(data), **fields), data, read_plainly))


def texts(items):
    return {item.file: item.text for item in items if isinstance(item, RawArticle)}


def problems(items):
    return {item.file: item.reason for item in items if isinstance(item, Problem)}


def test_members_are_read_in_the_order_of_their_names_one_at_a_time():
    data = zip_of(("b.txt", b"Sun"), ("may/a.txt", b"Fog"), ("a.txt", b"Rain"), ("may/", b""))
    assert list(texts(read(data)).items()) == [("a.zip/a.txt", "Rain"), ("a.zip/b.txt", "Sun"), ("a.zip/may/a.txt", "Fog")]
    unpacked = []

    def note(members):
        for file, _ in members:
            unpacked.append(file)
            yield RawArticle(file.name, None, "")

    items = read_archive(File("/x/a.zip", "a.zip", len(data), is_named=True), data, note)
    next(items)
    [file] = unpacked
    assert file == File("/x/a.zip/a.txt", "a.zip/a.txt", 4)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        *((name, "would leave the archive") for name in ("/etc/passwd", "../a.txt", "a/../../b.txt", "C:/a.txt", "C:\\a.txt", "..\\a.txt")),
        ("__MACOSX/._a.txt", "not an article"),
        (".git/config", "not an article"),
        ("a/.svn/x/y.txt", "not an article"),
        ("story_files/ad.html", "belongs to the saved page story.html"),
        ("story_files/deep/ad.txt", "belongs to the saved page story.html"),
        ("/".join("a" * 200), "lies in more than 100 folders"),
    ],
)
def test_what_is_no_article_by_its_name_is_a_problem(name, reason):
    items = read(zip_of((name, b"Rain"), ("story.html", b"Sun")))
    assert texts(items) == {"a.zip/story.html": "Sun"}
    [said] = problems(items).values()
    assert said.startswith(reason)


def test_a_hidden_folder_is_one_problem():
    items = read(zip_of(*((f"__MACOSX/._{k}.txt", b"x") for k in range(9)), ("a.txt", b"Rain")))
    assert items == [Problem("a.zip/__MACOSX", None, "skipped", "not an article"), RawArticle("a.zip/a.txt", None, "Rain")]


def test_members_of_the_same_name_are_told_apart():
    with pytest.warns(UserWarning, match="Duplicate"):
        data = zip_of(("a.txt", b"1"), ("a.txt", b"2"), ("a.txt", b"3"), ("x/README", b"4"), ("x/README", b"5"))
    assert list(texts(read(data)).values()) == ["1", "2", "3", "4", "5"]
    assert [*texts(read(data))][:3] == ["a.zip/a.txt", "a.zip/a (2).txt", "a.zip/a (3).txt"]


@pytest.mark.parametrize(
    ("saved", "flag", "name"),
    [
        (b"caf\xc3\xa9.txt", 0, "café.txt"),
        (b"caf\x82.txt", 0, "café.txt"),
        (b"caf\xc3\xa9.txt", 0x800, "café.txt"),
        (b"a\nb\x1b.txt", 0, "a\\x0ab\\x1b.txt"),
        (b"may\\a.txt", 0, "may/a.txt"),
        (b"./a//b.txt", 0, "a/b.txt"),
    ],
)
def test_names_are_spelled_in_letters_that_can_be_seen(saved, flag, name):
    stand_in = "x" * len(saved)
    data = bytearray(zip_of((stand_in, b"Rain")).replace(stand_in.encode(), saved))
    data[6:8] = struct.pack("<H", flag)
    at = data.index(b"PK\1\2")
    data[at + 8 : at + 10] = struct.pack("<H", flag)
    assert texts(read(bytes(data))) == {f"a.zip/{name}": "Rain"}


def link():
    info = zipfile.ZipInfo("link.txt")
    info.create_system, info.external_attr = 3, 0o120777 << 16
    return info


def edited(data: bytes, at: int, value: bytes, also: int | None = None) -> bytes:
    """Change what the archive tells of its first member, in its list of members; `also` in the header of the member."""
    changed = bytearray(data)
    start = data.index(b"PK\1\2")
    changed[start + at : start + at + len(value)] = value
    if also is not None:
        changed[also : also + len(value)] = value
    return bytes(changed)


FIRST = zip_of(("a.txt", b"Rain fell on the town."), ("b.txt", b"Sun"))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (zip_of((link(), b"/etc/passwd"), ("b.txt", b"Sun")), "is a link, and links are not followed"),
        (edited(FIRST, 8, b"\1\0", 6), "is locked with a password; unlock it"),
        (edited(FIRST, 10, b"\x0e\0", 8), "is packed in a way that is not read"),
        (edited(FIRST, 10, b"\x63\0", 8), "is packed in a way that is not read"),
        (edited(FIRST, 16, b"\0\0\0\0"), "is damaged (Bad CRC-32"),
        (edited(FIRST, 24, b"\5\0\0\0"), "has 22 bytes, not the 5"),
        (edited(FIRST, 24, b"\xff\0\0\0"), "has 22 bytes, not the 255"),
        (FIRST.replace(b"PK\3\4", b"PK\3\5", 1), "is damaged (Bad magic number"),
    ],
)
def test_a_member_that_cannot_be_unpacked_is_a_problem_and_the_others_are_read(data, reason):
    items = read(data)
    assert texts(items) == {"a.zip/b.txt": "Sun"}
    [(file, said)] = problems(items).items()
    assert said.startswith(reason)
    assert file in ("a.zip/a.txt", "a.zip/link.txt")


def test_a_bomb_is_a_problem_whatever_its_header_says():
    bomb = zip_of(("a.txt", bytes(30_000_000)), ("b.txt", b"Sun"))
    for data in (bomb, edited(bomb, 24, b"\5\0\0\0", 22)):
        items = read(data)
        assert texts(items) == {"a.zip/b.txt": "Sun"}
        assert problems(items)["a.zip/a.txt"].startswith("grows to more than 200 times its size")


def test_a_member_or_an_archive_that_is_too_large_is_a_problem(monkeypatch):
    monkeypatch.setattr(archives._unpack, "__defaults__", (50,))
    items = read(zip_of(("a.txt", b"a" * 51), ("b.txt", b"b" * 50)))
    assert list(texts(items)) == ["a.zip/b.txt"] and problems(items)["a.zip/a.txt"].startswith("has more than 0 MB")
    monkeypatch.setattr(archives, "Budget", lambda: gzips.Budget(120))
    inner = zip_of(*((f"{k}.txt", b"a" * 40) for k in range(4)))
    monkeypatch.setattr(archives._unpack, "__defaults__", (5_000,))
    items = read(zip_of(("a.zip", inner), ("b.txt", b"b" * 40)))
    assert not texts(items) and problems(items)["a.zip/a.zip"].startswith("is beyond the 2 GB")


def test_archives_share_what_may_be_unpacked_with_those_they_are_in(monkeypatch):
    inner = zip_of(*((f"{k}.txt", b"a" * 1000) for k in range(4)))
    monkeypatch.setattr(archives, "Budget", lambda: gzips.Budget(len(inner) + 2500))
    items = read(zip_of(("a.zip", inner)))
    assert list(texts(items)) == ["a.zip/a.zip/0.txt", "a.zip/a.zip/1.txt"]
    assert list(problems(items)) == ["a.zip/a.zip/2.txt", "a.zip/a.zip/3.txt"]


@pytest.mark.parametrize("pack", [lambda data: zip_of(("in.zip", data)), gzip.compress])
def test_archives_in_archives_are_read_to_a_depth(pack):
    data = zip_of(("a.txt", b"Rain"))
    seen = []
    for _ in range(4):
        items = read(zip_of(("in.x", data)))
        seen.append((len(texts(items)), len(problems(items))))
        data = pack(data)
    assert seen == [(1, 0), (1, 0), (0, 1), (0, 1)]


def test_a_document_in_an_archive_is_no_archive():
    document = zip_of(("word/document.xml", b"<w/>"))
    assert list(texts(read(zip_of(("a.docx", document))))) == ["a.zip/a.docx"]


@pytest.mark.parametrize(
    ("members", "kind"),
    [
        ([("word/document.xml", b"")], ".docx"),
        ([("xl/workbook.xml", b"")], ".xlsx"),
        ([("a.txt", b"word/document.xml")], ".zip"),
        ([], ".zip"),
    ],
)
def test_the_kind_of_an_archive_is_known_by_its_members(members, kind):
    assert kind_of_archive(zip_of(*members)) == kind


def test_what_is_no_archive_is_a_zip_that_cannot_be_read():
    for data in (b"PK\3\4", b"", FIRST[:60]):
        assert kind_of_archive(data) == ".zip"
        with pytest.raises(ReadingError, match="is damaged or cut short"):
            read(data)


def test_an_empty_archive_is_an_error():
    for data in (zip_of(), zip_of(("folder/", b""))):
        with pytest.raises(ReadingError, match="is an empty archive"):
            read(data)


def test_columns_that_are_told_in_an_archive_hold_for_its_folder_and_those_below():
    data = zip_of(
        ("columns.toml", b'text = "Inhalt"'),
        ("may/columns.toml", b'title = "Kopf"'),
        ("may/deep/a.csv", b"x"),
        ("b.csv", b"x"),
        ("june/columns.toml", b"text = 5"),
        ("june/a.csv", b"x"),
    )
    seen = {}

    def note(members):
        for file, _ in members:
            seen[file.name] = file.columns
            yield RawArticle(file.name, None, "")

    items = list(read_archive(File("/a.zip", "a.zip", 1, columns=(("url", "Adr"),)), data, note))
    outer = (("url", "Adr"), ("text", "Inhalt"))
    assert seen["a.zip/may/deep/a.csv"] == (*outer, ("title", "Kopf"))
    assert seen["a.zip/b.csv"] == seen["a.zip/june/a.csv"] == outer
    assert problems(items) == {"a.zip/june/columns.toml": "cannot use '5' as the column of the text; write its name in quotation marks"}


# Ranges


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(st.sampled_from(["a", "b/c", "_x", ".h/x", "../y"]), st.integers(0, 300)), min_size=1, max_size=30),
    st.integers(0, 900),
)
def test_ranges_read_one_after_the_other_give_what_the_whole_gives(tmp_path_factory, sizes, size):
    data = zip_of(*((f"{name}{k}.txt", b"x" * length) for k, (name, length) in enumerate(sizes)))
    place = tmp_path_factory.mktemp("ranges") / "a.zip"
    place.write_bytes(data)
    file = File(str(place), "a.zip", len(data))
    ranges = list(divide(file, size))
    assert len({part.content for part in ranges}) == len(ranges)
    assert all(part.first == 0 for part in ranges)
    assert [part.start for part in ranges[1:]] == [part.stop for part in ranges[:-1]]
    items = [item for part in ranges for item in read_archive(part, b"", read_plainly)]
    assert items == read(data)


def test_a_range_is_known_by_its_members_and_what_is_told_of_columns(tmp_path):
    def content(*members, columns=()):
        (tmp_path / "a.zip").write_bytes(zip_of(*members))
        return [part.content for part in divide_archive(File(str(tmp_path / "a.zip"), "a.zip", 1, columns=columns), 10**6)]

    a = ("a.csv", b"x")
    versions = [content(a), content(("a.csv", b"y")), content(("b.csv", b"x")), content(a, columns=(("text", "T"),))]
    versions += [content(a, ("columns.toml", b"")), content(a, ("columns.toml", b"text = 'x'"))]
    assert len({tuple(version) for version in versions}) == len(versions)
    assert content(a) == content(a)


def test_one_member_more_leaves_all_ranges_but_its_own(tmp_path):
    def contents(n):
        (tmp_path / "a.zip").write_bytes(zip_of(*((f"{k}.txt", str(k).encode() * 30) for k in range(100, 100 + n))))
        return {part.content for part in divide_archive(File(str(tmp_path / "a.zip"), "a.zip", 1), 300)}

    before = contents(200)
    assert len(before) > 15 and len(before - contents(201)) <= 1


def test_a_damaged_archive_is_one_range(tmp_path):
    (tmp_path / "a.zip").write_bytes(FIRST[:50])
    file = File(str(tmp_path / "a.zip"), "a.zip", 50)
    assert list(divide(file, 10)) == [file]
    assert list(divide(file._replace(path=str(tmp_path / "gone.zip")), 10)) == [file._replace(path=str(tmp_path / "gone.zip"))]
    with pytest.raises(ReadingError, match="cannot be opened"):
        list(read_archive(File(str(tmp_path / "gone.zip"), "gone.zip", 50, stop=3), b"", read_plainly))


# Compressed files


def read_gz(data, name="a.txt.gz", reader=read_plainly):
    return list(read_gzip(File(f"/x/{name}", name, len(data)), data, reader))


def test_a_compressed_file_is_read_under_its_name_with_the_suffix_of_what_it_holds():
    paths = []

    def note(members):
        for file, data in members:
            paths.append((file.path, file.name))
            yield from read_plainly([(file, data)])

    assert texts(read_gz(gzip.compress(b"Rain") + gzip.compress(b" fell") + b"\0\0", reader=note)) == {"a.txt.gz": "Rain fell"}
    assert paths == [("/x/a.txt", "a.txt.gz")]


def test_what_is_cut_short_is_read_up_to_there():
    whole = random.Random(1).randbytes(300_000)
    for end in (1_000, 200_000, -4):
        article, problem = read_gz(gzip.compress(whole)[:end])
        assert whole.decode("latin-1").startswith(article.text) and article.text
        assert problem == Problem("a.txt.gz", None, "read", "is cut short; read up to there")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (gzip.compress(b"Rain")[:8], "is damaged or cut short"),
        (b"\x1f\x8b\x08\xff", "is damaged or cut short"),
        (gzip.compress(bytes(30_000_000)), "grows to more than 200 times"),
        (gzip.compress(bytes(257) + b"ustar" + bytes(300)), "is a tar archive; save it as .zip"),
    ],
)
def test_a_compressed_file_of_which_nothing_can_be_read_is_an_error(data, reason):
    with pytest.raises(ReadingError, match=reason):
        read_gz(data)


@pytest.mark.parametrize("name", ["a.tar.gz", "a.tgz", "A.TGZ"])
def test_a_tar_archive_is_known_by_its_name(name):
    with pytest.raises(ReadingError, match="is a tar archive"):
        read_gz(gzip.compress(b"x"), name)


def test_what_follows_the_end_is_said():
    _, problem = read_gz(gzip.compress(b"Rain") + b"junk")
    assert problem.reason == "has something after its end that is not read"


def test_a_file_that_only_holds_a_problem_is_one_itself():
    def refuse(members):
        for file, _ in members:
            yield Problem(file.name, None, "skipped", "is empty")

    with pytest.raises(ReadingError, match=r"^is empty$"):
        read_gz(gzip.compress(b"x"), reader=refuse)


# Harm


def test_a_document_is_checked_before_it_is_unpacked(monkeypatch):
    check_zip(FIRST)
    for data, reason in [(zip_of(("a", bytes(30_000_000))), "grows"), (FIRST[:-30], "damaged"), (edited(FIRST, 16, bytes(4)), "damaged")]:
        with pytest.raises(ReadingError, match=reason):
            check_zip(data)
    monkeypatch.setattr(limits, "LARGEST", 24)
    with pytest.raises(ReadingError, match="has more than"):
        check_zip(FIRST)


def test_an_archive_of_very_many_members_is_refused(monkeypatch):
    monkeypatch.setattr(limits, "MOST_MEMBERS", 1)
    with pytest.raises(ReadingError, match="more than 1 members"):
        read(FIRST)


def mutated(data: bytes, n: int):
    draw = random.Random(7)
    for _ in range(n):
        changed = bytearray(data)
        for _ in range(draw.choice([1, 1, 2, 6])):
            at = draw.randrange(len(changed))
            kind = draw.randrange(4)
            if kind == 0:
                changed[at] = draw.randrange(256)
            elif kind == 1:
                del changed[at : at + draw.randrange(30)]
            elif kind == 2:
                changed[at:at] = changed[at : at + draw.randrange(60)]
            else:
                changed[at : at + 4] = draw.choice([b"\xff\xff\xff\xff", b"\0\0\0\0", b"PK\1\2", b"PK\3\4"])
            changed = changed or bytearray(b"x")
        yield bytes(changed)


def test_whatever_is_changed_in_an_archive_only_a_reading_error_comes_out():
    inner = zip_of(("c.txt", b"Fog"), ("d.txt.gz", gzip.compress(b"Hail")))
    whole = zip_of(("a.txt", b"Rain fell. " * 20), ("b/in.zip", inner), ("columns.toml", b"text = 'x'"))
    began = time.monotonic()
    for data in mutated(whole, 600):
        kind_of_archive(data)
        try:
            items = read(data)
        except ReadingError:
            continue
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert len(items) >= len({info.filename for info in archive.infolist()}) - 1
    for data in mutated(gzip.compress(b"Rain fell. " * 500), 400):
        try:
            assert read_gz(data)
        except ReadingError:
            continue
    assert time.monotonic() - began < 20


def test_a_compressed_file_of_very_many_parts_ends(monkeypatch):
    monkeypatch.setattr(gzips, "MOST_PARTS", 50)
    article, problem = read_gz(gzip.compress(b"a") * 60)
    assert article.text == "a" * 50 and problem.reason == "has something after its end that is not read"
