"""N-grams as numbers: sorted, numbered and found as by the plainest of means."""

import itertools

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.grams import LONGEST, GramBook, find_grams, find_new, gram_starts, number_rows_of, sort_rows, write_book
from analysis.index import WordIndex, build_index

# Around the ends of the 16 bits that are sorted at a time.
EDGES = [0, 1, 2**16 - 1, 2**16, 2**16 + 1, 2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**32 + 1, 2**48, 2**62]
KINDS = [np.uint16, np.int32, np.uint32, np.int64]


def numbers_up_to(most: int) -> st.SearchStrategy[int]:
    return st.one_of(st.sampled_from([edge for edge in EDGES if edge <= most]), st.integers(0, most), st.integers(0, 3))


@st.composite
def drawn_columns(draw, kinds=KINDS):
    """Draw some columns of as many numbers, each of its own type."""
    rows = draw(st.integers(0, 30))
    chosen = draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=4))
    return [np.array(draw(st.lists(numbers_up_to(np.iinfo(kind).max), min_size=rows, max_size=rows)), dtype=kind) for kind in chosen]


@settings(deadline=None, max_examples=300)
@given(drawn_columns())
def test_rows_are_sorted_as_by_lexsort_which_leaves_equal_ones_in_their_order(columns):
    before = [column.copy() for column in columns]
    assert sort_rows(*columns).tolist() == np.lexsort(columns[::-1]).tolist()
    assert all(np.array_equal(column, copy) for column, copy in zip(columns, before, strict=True))


@pytest.mark.parametrize("edge", EDGES)
def test_numbers_on_both_sides_of_an_edge_are_told_apart(edge):
    column = np.array([edge + 1, edge, max(edge - 1, 0), edge, 0], dtype=np.int64)
    assert sort_rows(column).tolist() == np.argsort(column, kind="stable").tolist()
    assert sort_rows(np.zeros(5, dtype=np.int32), column).tolist() == np.argsort(column, kind="stable").tolist()


def test_many_rows_are_sorted_as_by_lexsort():
    columns = [np.random.default_rng(seed).integers(0, most, 50_000) for seed, most in enumerate((3, 2**16 + 5, 2**33))]
    for chosen in (columns, columns[::-1]):
        assert np.array_equal(sort_rows(*chosen), np.lexsort(chosen[::-1]))


def test_the_first_row_is_new_and_each_that_differs_from_the_one_before():
    assert find_new(np.array([1, 1, 2, 2, 2, 1]), np.array([5, 5, 5, 6, 6, 6])).tolist() == [True, False, True, True, False, True]
    assert find_new(np.array([7])).tolist() == [True]
    assert find_new(np.zeros(0, int), np.zeros(0, int)).tolist() == []


@settings(deadline=None, max_examples=300)
@given(drawn_columns(kinds=[np.uint16, np.int32, np.int64]))
def test_rows_are_numbered_as_by_unique(columns):
    numbers, first = number_rows_of(columns)
    table = np.stack([column.astype(np.int64) for column in columns], axis=1)
    _, expected_first, expected = np.unique(table, axis=0, return_index=True, return_inverse=True)
    assert numbers.tolist() == expected.reshape(-1).tolist()
    assert first.tolist() == expected_first.tolist()


def test_equal_rows_have_one_number_and_it_grows_with_the_row():
    numbers, first = number_rows_of([np.array([2, 1, 2, 1]), np.array([2**32, 9, 2**32, 8])])
    assert numbers.tolist() == [2, 1, 2, 0]
    assert first.tolist() == [3, 1, 0]


# Where runs of words begin


def test_runs_begin_at_the_words_with_enough_after_them_in_their_sentence():
    _, index = build_index(["One. Two three four. Five six.", "Seven eight"])
    assert gram_starts(index, 1).tolist() == list(range(8))
    assert gram_starts(index, 2).tolist() == [1, 2, 4, 6]
    assert gram_starts(index, 3).tolist() == [1]
    assert gram_starts(index, 4).tolist() == []


WORDS = ["rain", "Rain", "sun", "fog", "the", "hail"]
sentences = st.lists(st.sampled_from(WORDS), min_size=1, max_size=7).map(" ".join)
texts = st.lists(st.lists(sentences, max_size=4).map("! Then ".join), max_size=3)


def spans_of(index: WordIndex) -> list[tuple[int, int]]:
    return list(itertools.pairwise(index.sentences.tolist()))


@settings(deadline=None, max_examples=100)
@given(texts, st.integers(1, LONGEST))
def test_runs_begin_where_a_plain_search_finds_them(drawn, words):
    _, index = build_index(drawn)
    assert gram_starts(index, words).tolist() == [at for first, last in spans_of(index) for at in range(first, last - words + 1)]


# Books of grams


def book_of(grams: set[tuple[int, ...]], n_terms: int) -> GramBook:
    of_length = [sorted(gram for gram in grams if len(gram) == words) for words in range(2, LONGEST + 1)]
    return write_book([np.array(rows, dtype=np.int32).reshape(-1, words) for words, rows in enumerate(of_length, start=2)], n_terms)


def read_book(book: GramBook) -> list[list[tuple[int, ...]]]:
    """Write out the grams of a book, for two words, three, …, by what is said of its keys."""
    grams = [[(term,) for term in range(book.n_terms)]]
    for keys in book.keys:
        grams.append([(*grams[-1][key // book.n_terms], key % book.n_terms) for key in keys.tolist()])
    return grams[1:]


def inside(grams: set[tuple[int, ...]]) -> set[tuple[int, ...]]:
    """Find all grams of two words and more that are in some grams."""
    return {gram[a:b] for gram in grams for a in range(len(gram)) for b in range(a + 2, len(gram) + 1)}


def drawn_grams(n_terms: int) -> st.SearchStrategy[set[tuple[int, ...]]]:
    return st.sets(st.lists(st.integers(0, n_terms - 1), min_size=2, max_size=LONGEST).map(tuple), max_size=12)


def test_a_book_holds_each_gram_and_all_that_is_inside_it():
    book = book_of({(2, 0, 1), (1, 1)}, 3)
    assert read_book(book)[:2] == [[(0, 1), (1, 1), (2, 0)], [(2, 0, 1)]]
    assert [keys.tolist() for keys in book.keys] == [[0 * 3 + 1, 1 * 3 + 1, 2 * 3 + 0], [2 * 3 + 1], [], [], []]
    assert book.look_up(np.array([[2], [0], [1]])).tolist() == [0]
    assert book.look_up(np.array([[2, 0], [0, 1]])).tolist() == [2, 0]
    assert book.look_up(np.array([[2, 1]])).tolist() == [2, 1]


@settings(deadline=None, max_examples=100)
@given(st.integers(1, 5).flatmap(lambda n_terms: st.tuples(drawn_grams(n_terms), st.just(n_terms))))
def test_a_book_is_read_as_it_was_written(drawn):
    grams, n_terms = drawn
    book = book_of(grams, n_terms)
    written = read_book(book)
    assert [gram for of_length in written for gram in of_length] == sorted(inside(grams), key=lambda gram: (len(gram), gram))
    for of_length in written:
        if of_length:
            assert book.look_up(np.array(of_length).T).tolist() == list(range(len(of_length)))


def test_of_many_terms_no_two_grams_share_a_key():
    n_terms = 3_000_000  # the keys of pairs go beyond 2**32
    last = n_terms - 1
    grams = {(last, last, last, last, last), (last, 0, last), (0, last), (last - 1, last)}
    assert {gram for of_length in read_book(book_of(grams, n_terms)) for gram in of_length} == inside(grams)


def search_plainly(index: WordIndex, grams: set[tuple[int, ...]]) -> list[list[tuple[int, tuple[int, ...]]]]:
    """Find the grams of two words, of three, …: where each starts within a sentence, and what it is."""
    terms = index.term_ids.tolist()
    runs = [
        [(at, tuple(terms[at : at + words])) for first, last in spans_of(index) for at in range(first, last - words + 1)]
        for words in range(2, LONGEST + 1)
    ]
    return [[run for run in of_length if run[1] in grams] for of_length in runs]


def search_with_the_book(index: WordIndex, book: GramBook) -> list[list[tuple[int, tuple[int, ...]]]]:
    found = find_grams(index, book)
    return [
        [(at, written[number]) for at, number in zip(starts.tolist(), numbers.tolist(), strict=True)]
        for (starts, numbers), written in zip(found, read_book(book), strict=True)
    ]


@settings(deadline=None, max_examples=200)
@given(texts, drawn_grams(6))
@example([], set())
@example([], {(0, 1)})
@example(["rain sun! Then rain sun fog"], set())
@example(["rain sun! Then rain sun fog", "rain"], {(1, 2, 3), (0, 1, 2, 3, 4)})
def test_grams_are_found_where_a_plain_search_finds_them(drawn, grams):
    vocabulary, index = build_index(drawn)
    n_terms = max(len(vocabulary.terms), 6)  # some terms of the grams may stand in another part of the corpus
    book = book_of(grams, n_terms)
    assert search_with_the_book(index, book) == search_plainly(index, inside(grams))


@settings(deadline=None, max_examples=100)
@given(texts, st.randoms(use_true_random=False))
def test_grams_that_stand_in_the_text_are_all_found(drawn, draw):
    vocabulary, index = build_index(drawn)
    n_terms = max(len(vocabulary.terms), 1)
    there = [gram for of_length in search_plainly(index, AllGrams()) for _, gram in of_length]
    grams = set(draw.sample(there, len(there) // 2))
    assert search_with_the_book(index, book_of(grams, n_terms)) == search_plainly(index, inside(grams))


class AllGrams(set):
    """A set that any gram is in."""

    def __contains__(self, _: object) -> bool:
        return True


def test_a_gram_does_not_reach_into_the_next_sentence_or_article():
    vocabulary, index = build_index(["It is red. Panda sat", "red panda. A red"])
    red, panda = (vocabulary.terms.to_list().index(word) for word in ("red", "panda"))
    book = book_of({(red, panda)}, len(vocabulary.terms))
    assert search_with_the_book(index, book)[0] == [(5, (red, panda))]


@pytest.mark.parametrize("bits", [1, 4])
def test_where_grams_share_places_in_the_table_of_bits_none_is_taken_for_another(monkeypatch, bits):
    monkeypatch.setattr("analysis.grams._BITS", bits)
    words = [f"w{number:02d}" for number in range(40)]
    _, index = build_index([" ".join(words), " ".join(words[::-1]), " ".join(words[::3])])
    grams = {(number, number + 1) for number in range(0, 39, 2)} | {(number + 2, number + 1, number) for number in range(0, 38, 3)}
    assert search_with_the_book(index, book_of(grams, 40)) == search_plainly(index, inside(grams))
