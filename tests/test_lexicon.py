"""The theme lexicon: what a file may hold, what is said about a file that cannot be used, and the one that is shipped."""

import itertools
import re
import tomllib
from collections.abc import Sequence

import pytest

from analysis.index import build_index
from analysis.lexicon import COLOURS, KEYS, Lexicon, LexiconError, read_lexicon
from analysis.matching import Matches, WordPattern, find_matches, look_up
from analysis.places import ROOT


def search(texts: list[str], patterns: Sequence[Sequence[WordPattern]]) -> Matches:
    vocabulary, index = build_index(texts)
    return find_matches(index, look_up(vocabulary, patterns))


@pytest.fixture
def lexicon_of(tmp_path):
    def make(source: str | bytes) -> Lexicon:
        file = tmp_path / "mine.toml"
        file.write_bytes(source if isinstance(source, bytes) else source.encode("utf-8"))
        return read_lexicon(file)

    return make


def test_a_theme_has_all_that_the_file_tells_of_it(lexicon_of, tmp_path):
    lexicon = lexicon_of(
        """
        [space]
        label = "Space exploration"
        colour = "#3b6fb6"
        about = "Beyond the atmosphere"
        entries = ["space station", "lunar"]
        not = ["lunar calendar"]
        """
    )
    (space,) = lexicon.themes
    assert (space.theme, space.label, space.colour, space.about) == ("space", "Space exploration", "#3b6fb6", "Beyond the atmosphere")
    assert space.entries == ("space station", "lunar")
    assert [len(pattern) for pattern in space.patterns] == [2, 1]
    assert [len(pattern) for pattern in space.exceptions] == [2]
    assert lexicon.file == tmp_path / "mine.toml"


def test_label_colour_about_and_not_may_be_left_out(lexicon_of):
    lexicon = lexicon_of('[basic_research]\nentries = ["physics"]\n[space]\nentries = ["lunar"]')
    first, second = lexicon.themes
    assert (first.label, first.about, first.exceptions) == ("Basic research", "", ())
    assert (first.colour, second.colour) == COLOURS[:2]


def test_default_colours_are_none_that_another_theme_names(lexicon_of):
    own = f'[x]\ncolour = "{COLOURS[1].upper()}"\nentries = ["sun"]\n'
    lexicon = lexicon_of(own + "\n".join(f'[t{number}]\nentries = ["lunar"]' for number in range(3)))
    assert [theme.colour.lower() for theme in lexicon.themes] == [COLOURS[1], COLOURS[0], COLOURS[2], COLOURS[3]]


@pytest.mark.parametrize("header", ["[Fußball]", "  [ théme ]"])
def test_a_name_that_needs_quotes_is_told_to(lexicon_of, header):
    name = header.strip(" []")
    with pytest.raises(LexiconError, match=rf'a name with other letters than a to z stands in quotes: \["{name}"\]\.$'):
        lexicon_of(f'{header}\nentries = ["ball"]')


def test_default_colours_start_again_where_there_are_more_themes(lexicon_of):
    lexicon = lexicon_of("\n".join(f'[t{number}]\nentries = ["lunar"]' for number in range(len(COLOURS) + 1)))
    assert [theme.colour for theme in lexicon.themes] == [*COLOURS, COLOURS[0]]


def test_themes_keep_the_order_of_the_file(lexicon_of):
    lexicon = lexicon_of('[b]\nlabel = "Bees"\nentries = ["bee"]\n[a]\ncolour = "#000000"\nentries = ["ant"]')
    assert lexicon.labels == {"b": "Bees", "a": "A"} and list(lexicon.labels) == ["b", "a"]
    assert lexicon.colours == {"b": COLOURS[0], "a": "#000000"}


@pytest.mark.parametrize(
    ("entry", "sides"),
    [
        ("US", ["term"]),
        ("'US'", ["as written"]),
        ("'US space command'", ["as written"] * 3),
        ("lunar*", ["begins"]),
        ("'COP2*'", ["begins as written"]),
        ("space stat*", ["term", "begins"]),
        ("China's", ["possessive"]),
        ("Chang'e*", ["begins"]),
        ("'Xi'an'", ["as written"]),
    ],
)
def test_entries_are_read_as_queries_are(lexicon_of, entry, sides):
    (theme,) = lexicon_of(f'[a]\nentries = ["{entry}"]').themes
    assert [word.side for word in theme.patterns[0]] == sides
    assert theme.entries == (entry,)


@pytest.mark.parametrize("entries", ['["US", "\'US\'"]', '["China", "China\'s"]', '["lunar", "lunar*"]', '["sci-tech", "sci tech"]'])
def test_entries_that_match_differently_are_not_duplicates(lexicon_of, entries):
    assert len(lexicon_of(f"[a]\nentries = {entries}").themes[0].patterns) == 2


def test_an_entry_may_stand_in_several_themes(lexicon_of):
    assert len(lexicon_of('[a]\nentries = ["lunar"]\n[b]\nentries = ["lunar"]').themes) == 2


@pytest.mark.parametrize("source", [b'\xef\xbb\xbf[a]\nentries = ["lunar"]', b'[a]\r\nentries = ["lunar"]\r\n', b'a.entries = ["lunar"]'])
def test_what_editors_do_to_a_file_does_not_matter(lexicon_of, source):
    assert lexicon_of(source).themes[0].entries == ("lunar",)


A = '[a]\nentries = ["lunar"]\n'  # a theme of two lines, with nothing wrong in it


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        (A + 'notes = "x"\n', 3, "the theme 'a' has an unknown key 'notes'; use label, colour, about, entries, not"),
        (A + '\n[b]\nentry = ["moon"]\n', 5, "the theme 'b' has an unknown key 'entry'"),
        (A + '\n[b.c]\nentries = ["moon"]\n', 4, "the theme 'b' has an unknown key 'c'"),
        (A + "[b]\nentries = []\n", 3, "the theme 'b' has no entries; give it some"),
        (A + '[b]\nlabel = "Bees"\n', 3, "the theme 'b' has no entries; give it some"),
        (
            A + '[b]\nentries = [\n"moon",\n"mars",\n"Moon"]\n',
            7,
            "the entry 'Moon' of the theme 'b' is there twice (as 'moon'); take one out",
        ),
        (A + "[b]\nentries = [\n'China’s',\n\"China's\"]\n", 6, "the entry \"China's\" of the theme 'b' is there twice (as 'China’s')"),
        (A + '[b]\nentries = ["moon"]\nnot = ["moon cake",\n"Moon cake"]', 6, "the entry 'Moon cake' of the theme 'b' is there twice"),
        (A + 'colour = "blue"\n', 3, "the colour 'blue' of the theme 'a' is not one; write it as \"#3b6fb6\""),
        (A + 'colour = "#3b6"\n', 3, "the colour '#3b6' of the theme 'a' is not one"),
        (A + 'colour = "#3b6fb6ff"\n', 3, "the colour '#3b6fb6ff' of the theme 'a' is not one"),
        (A + "colour = 0x3b6fb6\n", 3, "colour of the theme 'a' is not a text; put it in double quotes"),
        (A + "label = 5\n", 3, "label of the theme 'a' is not a text; put it in double quotes"),
        (A + 'label = " \\n"\n', 3, "the label of the theme 'a' is empty; write what people shall read, such as label = \"Space\""),
        ('[""]\nentries = ["moon"]\n', 1, "the label of the theme '' is empty"),
        (A + 'about = ["x"]\n', 3, "about of the theme 'a' is not a text; put it in double quotes"),
        (A + '[b]\nentries = "moon"\n', 4, "entries of the theme 'b' is not a list of texts; write it as"),
        (A + "[b]\nentries = [5]\n", 4, "entries of the theme 'b' is not a list of texts; write it as"),
        (A + 'not = "moon"\n', 3, "not of the theme 'a' is not a list of texts; write it as"),
        (A + '[b]\nentries = ["moon",\n"* *"]\n', 5, "entries of the theme 'b': the query '* *' is nothing but *"),
        (A + 'not = ["moon",\n"*"]\n', 4, "not of the theme 'a': the query '*' is nothing but *, which stands for any word"),
        (A + '[b]\nentries = ["moon",\n"--"]\n', 5, "entries of the theme 'b': there is no word in the query '--'"),
        (A + '[b]\nentries = ["moon",\n"C++"]\n', 5, "the entry 'C++' of the theme 'b' would count 'C', as + and # are no part of a word"),
        ('label = "Bees"\n' + A, 1, "'label' stands outside a theme; write a theme's name in square brackets above it"),
        ('# a\n\n  [ "two words" ]\nentry = 1\n', 4, "the theme 'two words' has an unknown key 'entry'"),
        ('# [b]\n# entry\n[b]\nentry = ["moon"]\n', 4, "the theme 'b' has an unknown key 'entry'"),
    ],
)
def test_a_fault_is_told_in_one_sentence_with_file_and_line(lexicon_of, tmp_path, source, line, message):
    with pytest.raises(LexiconError) as error:
        lexicon_of(source)
    told = str(error.value)
    assert told.startswith(f"{tmp_path / 'mine.toml'}, line {line}: {message}")
    assert told.endswith(".") and "\n" not in told


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ('[a]\nentries = [\n"lunar",\n"moon",\n"lunar",\n]', 5),  # the second time, not the first
        ('[a]\nlabel = "A"\nentries = [\n"lunar",\n"a",\n"a",\n]', 6),  # an entry like the theme's name
        ('[a]\nentries = ["lunar",\n""]', 3),
        ('[a]\nlabel = "The colour of space"\ncolour = "blue"\nentries = ["x"]', 3),  # keys are words of texts, too
        ('[a]\nabout = "entry"\nentries = ["x"]\nentry = 1', 4),
        ('[a]\nlabel = "What not"\nentries = ["x"]\nnot = "y"', 4),
        ('[a]\nentries = ["x"]\n[[b]]\nentries = ["y"]', 3),
    ],
)
def test_the_line_of_a_fault_is_not_that_of_a_like_word_elsewhere(lexicon_of, source, line):
    with pytest.raises(LexiconError, match=f"line {line}:"):
        lexicon_of(source)


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ('[a]\nentries = ["moon"\n[b]\n', 3),  # a bracket is not closed
        ("[a]\nentries = [moon]\n", 2),  # no quotes
        (A + '[a]\nentries = ["moon"]\n', 3),  # a theme twice
        (A + 'entries = ["moon"]\n', 3),  # a key twice
        ("[a\n", 1),
        ("space\n", 1),
    ],
)
def test_broken_toml_is_told_in_one_sentence_with_file_and_line(lexicon_of, tmp_path, source, line):
    with pytest.raises(LexiconError) as error:
        lexicon_of(source)
    told = str(error.value)
    assert told.startswith(f"{tmp_path / 'mine.toml'} cannot be read as TOML: ")
    assert f"line {line}," in told
    assert told.endswith("compare that line with the themes of themes.toml.") and "\n" not in told


@pytest.mark.parametrize("source", ["", "\n\n", "# only a note\n"])
def test_a_file_without_a_theme_is_told_what_one_looks_like(lexicon_of, tmp_path, source):
    with pytest.raises(LexiconError, match=r"mine\.toml holds no theme; write one, such as \[space\] and, below it, entries = "):
        lexicon_of(source)


def test_a_file_that_is_not_utf_8_is_told_where_and_what_to_do(lexicon_of):
    with pytest.raises(LexiconError, match=r"mine\.toml is not UTF-8 text \(byte 16\); save it as UTF-8\.$"):
        lexicon_of(b'[a]\nentries = ["\xe9t\xe9"]')


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("none.toml", "cannot be opened (No such file or directory); name a lexicon that exists."),
        ("x" * 300, "cannot be opened (File name too long); name a lexicon that exists."),
        (".", "is not a file; name a lexicon, such as a copy of themes.toml."),
    ],
)
def test_a_file_that_cannot_be_opened_is_named_with_the_reason(tmp_path, name, reason):
    with pytest.raises(LexiconError) as error:
        read_lexicon(tmp_path / name)
    assert str(error.value) == f"{tmp_path / name} {reason}"


@pytest.mark.parametrize("source", ["[a]\nentries = " + "[" * 5000, "[a]\nentries = " + "1" * 5000])
def test_a_file_that_nests_without_end_is_a_fault_too(tmp_path, source):
    (tmp_path / "deep.toml").write_text(source)
    with pytest.raises(LexiconError, match="cannot be read as TOML"):
        read_lexicon(tmp_path / "deep.toml")


def test_the_lexicon_is_the_one_the_environment_names_else_the_shipped_one(tmp_path, monkeypatch):
    monkeypatch.delenv("ANALYSIS_THEMES", raising=False)
    assert read_lexicon().file == ROOT / "themes.toml"
    (tmp_path / "mine.toml").write_text(A, encoding="utf-8")
    monkeypatch.setenv("ANALYSIS_THEMES", str(tmp_path / "mine.toml"))
    assert list(read_lexicon().labels) == ["a"]
    assert read_lexicon(str(ROOT / "themes.toml")).file == ROOT / "themes.toml"


SHIPPED = read_lexicon(ROOT / "themes.toml")


def luminance(colour: str) -> float:
    """Compute the relative luminance of a colour by the formula of WCAG 2."""
    channels = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast_on_white(colour: str) -> float:
    return 1.05 / (luminance(colour) + 0.05)


def to_lab(colour: str) -> tuple[float, float, float]:
    """Turn a colour into CIELAB, where distances are about as large as they look."""
    r, g, b = (((c + 0.055) / 1.055) ** 2.4 if c > 0.04045 else c / 12.92 for c in (int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)))
    x, y, z = (
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
    )
    x, y, z = (c ** (1 / 3) if c > 0.008856 else 7.787 * c + 16 / 116 for c in (x, y, z))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize(("colour", "contrast"), [("#ffffff", 1), ("#000000", 21), ("#767676", 4.54), ("#949494", 3.03), ("#ff0000", 4.0)])
def test_the_contrast_formula_gives_the_known_ratios(colour, contrast):
    assert contrast_on_white(colour) == pytest.approx(contrast, abs=0.01)


def test_the_shipped_lexicon_has_8_to_12_themes_that_tell_what_they_are_about():
    assert 8 <= len(SHIPPED.themes) <= 12
    assert all(theme.about and theme.label for theme in SHIPPED.themes)
    assert len(set(SHIPPED.labels.values())) == len(SHIPPED.themes)


@pytest.mark.parametrize("theme", SHIPPED.themes, ids=lambda theme: theme.theme)
def test_a_shipped_theme_has_a_short_label_and_a_colour_to_be_seen_on_white(theme):
    assert len(theme.label) <= 26
    assert contrast_on_white(theme.colour) >= 3
    assert re.fullmatch("[a-z_]+", theme.theme)


@pytest.mark.parametrize("key", SHIPPED.labels)
def test_a_shipped_exception_holds_a_match_of_its_theme_so_that_it_is_of_use(key):
    written = tomllib.loads((ROOT / "themes.toml").read_text(encoding="utf-8"))[key]["not"]
    patterns = next(theme.patterns for theme in SHIPPED.themes if theme.theme == key)
    for phrase in written:
        bare = phrase.replace("*", "")
        assert len(search([bare, bare.title()], patterns).start), phrase  # in capitals for the entries as written


@pytest.mark.parametrize("key", SHIPPED.labels)
def test_no_shipped_entry_of_one_word_is_covered_by_another_of_its_theme(key):
    patterns = next(theme.patterns for theme in SHIPPED.themes if theme.theme == key)
    single = [(pattern[0], pattern) for pattern in patterns if len(pattern) == 1]
    for word, _ in single:
        matches = search([word.text], [pattern for _, pattern in single])
        assert len(matches.start) == 1, word.text


def test_no_two_shipped_colours_are_alike():
    for (one, first), (other, second) in itertools.combinations(SHIPPED.colours.items(), 2):
        distance = sum((a - b) ** 2 for a, b in zip(to_lab(first), to_lab(second), strict=True)) ** 0.5
        assert distance > 12, f"{one} and {other}"


def test_the_themes_of_the_issue_are_there():
    assert set(SHIPPED.labels) >= {
        *{"space", "basic_research", "talent", "enterprises", "core_technology", "intellectual_property", "regions", "leadership"},
        *{"cooperation", "sustainability"},
    }


def test_the_shipped_lexicon_shows_every_key_there_is():
    used = {key for table in tomllib.loads((ROOT / "themes.toml").read_text(encoding="utf-8")).values() for key in table}
    assert used == set(KEYS)
