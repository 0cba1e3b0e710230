"""Signatures tell how much two articles have in common; the sets of shingles themselves, and datasketch, are the judges."""

import random
from functools import cache
from itertools import combinations

import numpy as np
import pytest
from datasketch import MinHash
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.copies import are_copies, find_candidates
from analysis.index import split_texts
from analysis.shingles import BINS, SHINGLE, find_shingles, hash_forms, sign
from analysis.words import fold

WORDS = [f"w{k}" for k in range(400)]
TEXTS = st.lists(st.sampled_from(WORDS[:30]), max_size=60).map(" ".join)


def runs_of(text):
    """Give the runs of five terms of a text of plain words, in order: the definition."""
    terms = [fold(word) for word in text.split()]
    return [tuple(terms[k : k + SHINGLE]) for k in range(len(terms) - SHINGLE + 1)]


def shingles_of(text):
    return set(runs_of(text))


def jaccard(one, other):
    one, other = shingles_of(one), shingles_of(other)
    return len(one & other) / len(one | other)


def contained(one, other):
    one, other = shingles_of(one), shingles_of(other)
    return len(one & other) / min(len(one), len(other))


def signatures_of(texts):
    return sign(*split_texts(texts))


def hashed(texts):
    vocabulary, words = split_texts(texts)
    return find_shingles(hash_forms(vocabulary)[words.ids], words.articles)


def edited(text, share, rng):
    """Change about a share of the words, here and there, drop some, add some."""
    changed = []
    for word in text.split():
        luck = rng.random()
        if luck < share / 3:
            continue
        changed.append(rng.choice(WORDS) if luck < 2 * share / 3 else word)
        if luck > 1 - share / 3:
            changed.append(rng.choice(WORDS))
    return " ".join(changed)


@cache
def edited_pairs(n=150, length=300):
    rng = random.Random(7)
    pairs = []
    for k in range(n):
        text = " ".join(rng.choices(WORDS, k=length))
        pairs.append((text, edited(text, 0.3 * k / n, rng)))
    return pairs


def estimates(pairs):
    signed = signatures_of([text for pair in pairs for text in pair])
    return (signed[0::2] == signed[1::2]).mean(axis=1)


@given(st.lists(TEXTS, min_size=1, max_size=5))
@settings(deadline=None, max_examples=60)
def test_every_run_of_five_words_of_an_article_has_a_hash_and_no_other_run(texts):
    hashes, articles = hashed(texts)
    assert articles.tolist() == [number for number, text in enumerate(texts) for _ in runs_of(text)]
    runs = [run for text in texts for run in runs_of(text)]
    hash_of_run = dict(zip(runs, hashes.tolist(), strict=True))
    assert [hash_of_run[run] for run in runs] == hashes.tolist()  # equal runs have equal hashes,
    assert len(set(hash_of_run.values())) == len(hash_of_run)  # and only these


def test_the_order_of_the_words_of_a_run_counts():
    one, other = hashed(["a b c d e", "b a c d e"])[0].tolist()
    assert one != other


def test_a_form_is_hashed_as_its_term():
    vocabulary, _ = split_texts(["China CHINA's china Chang’e chang'e"])
    hashes = dict(zip(vocabulary.forms, hash_forms(vocabulary).tolist(), strict=True))
    assert hashes["China"] == hashes["CHINA's"] == hashes["china"]
    assert len(set(hashes.values())) == 2


@given(TEXTS, st.lists(TEXTS, max_size=6), st.integers(0, 6))
@settings(deadline=None, max_examples=60)
def test_a_text_has_the_same_signature_wherever_it_stands(text, others, place):
    """In any segment, with any vocabulary, whatever stands before and after it."""
    at = min(place, len(others))
    [alone] = signatures_of([text])
    assert (signatures_of([*others[:at], text, *others[at:]])[at] == alone).all()


def test_the_signature_of_a_text_is_the_same_on_every_machine():
    """The store holds them: if this fails, segments that are kept do not fit those that are built."""
    [signed] = signatures_of(["the quick brown fox jumps over the lazy dog and the cat"])
    assert signed.dtype == np.uint16
    assert signed[:4].tolist() == [1583, 26616, 51649, 11146]


@pytest.mark.parametrize("text", ["", "—", "one", "one two three four"])
def test_a_text_without_a_run_of_five_words_has_an_empty_signature(text):
    assert signatures_of([text, "five words are just enough"])[0].tolist() == [0] * BINS


def test_a_text_of_a_single_run_fills_its_signature():
    signed = signatures_of(["five words are just enough", "five words are just enough", "five words were just enough"])
    assert (signed[0] == signed[1]).all()
    assert len(set(signed[0].tolist())) > BINS // 2
    assert (signed[0] == signed[2]).mean() < 0.1


def test_no_texts_have_no_signatures():
    assert signatures_of([]).shape[1:] == (BINS,) and not signatures_of([]).size


def test_the_share_of_equal_values_estimates_the_similarity():
    """Within four sigma of a binomial, and without a bias that could be seen."""
    pairs = edited_pairs()
    true = np.array([jaccard(*pair) for pair in pairs])
    assert true.min() < 0.2 and true.max() > 0.95
    errors = estimates(pairs) - true
    sigma = np.sqrt((true * (1 - true)).clip(0.01) / BINS)
    assert (np.abs(errors) <= 4 * sigma).all()
    assert abs(errors.mean()) < 4 * sigma.mean() / np.sqrt(len(pairs))


def test_it_estimates_as_well_as_datasketch_does():
    pairs = edited_pairs()[::3]
    true = np.array([jaccard(*pair) for pair in pairs])

    def theirs(text):
        signed = MinHash(num_perm=BINS)
        signed.update_batch(["\0".join(run).encode() for run in shingles_of(text)])
        return signed

    peer = np.array([theirs(one).jaccard(theirs(other)) for one, other in pairs])
    ours = estimates(pairs)
    assert np.abs(ours - true).mean() < 1.5 * np.abs(peer - true).mean() + 0.005


@pytest.mark.parametrize("length", [20, 30, 60, 120])
def test_the_estimate_holds_for_short_texts_too(length):
    """Where most of the bins are empty and filled from the next, its spread is wider, but it is not off."""
    pairs = edited_pairs(200, length)
    true = np.array([jaccard(*pair) for pair in pairs])
    errors = estimates(pairs) - true
    assert abs(errors.mean()) < 0.03
    assert np.abs(errors).mean() < 0.09


# Candidates


def test_what_shares_nine_tenths_is_always_a_candidate():
    texts, expected = [], []
    rng = random.Random(3)
    for _ in range(120):
        text = " ".join(rng.choices(WORDS, k=rng.randint(40, 500)))
        words = text.split()
        at = rng.randint(0, len(words) // 10)
        texts += [text, " ".join([*words[:at], "added", *words[at:]]), " ".join(words[: round(0.95 * len(words))])]
        expected += [(len(texts) - 3, len(texts) - 2), (len(texts) - 3, len(texts) - 1)]
    expected = [(one, other) for one, other in expected if contained(texts[one], texts[other]) >= 0.9]
    assert len(expected) >= 220
    assert set(expected) <= linked(candidates(texts))


@pytest.mark.parametrize(("kept", "share"), [(0.9, 1.0), (0.8, 1.0), (0.7, 0.99), (0.6, 0.99), (0.5, 0.99), (0.42, 0.8)])
def test_how_many_of_those_that_were_cut_short_are_candidates(kept, share):
    rng = random.Random(11)
    texts = []
    for _ in range(250):
        words = rng.choices(WORDS, k=rng.randint(80, 400))
        texts += [" ".join(words), " ".join(words[: round(kept * len(words))])]
    found = set(map(tuple, candidates(texts).tolist()))
    assert sum((2 * k, 2 * k + 1) in found for k in range(250)) >= share * 250


def test_the_candidates_hold_what_a_look_at_all_pairs_finds():
    """Of containment 0.8 with small changes all over: nearly all; of 0.9, all."""
    rng = random.Random(5)
    texts = []
    for _ in range(40):
        text = " ".join(rng.choices(WORDS, k=rng.randint(60, 300)))
        texts += [text, *(edited(text, share, rng) for share in (0.005, 0.02, 0.05))]
    sets = list(map(shingles_of, texts))
    share = {(i, j): len(sets[i] & sets[j]) / min(len(sets[i]), len(sets[j])) for i, j in combinations(range(len(texts)), 2)}
    found = linked(candidates(texts))
    assert {pair for pair, value in share.items() if value >= 0.9} <= found
    close = {pair for pair, value in share.items() if value >= 0.8}
    assert len(close & found) >= 0.98 * len(close)
    assert all(share[pair] > 0.3 for pair in map(tuple, candidates(texts).tolist()))


def candidates(texts):
    vocabulary, words = split_texts(texts)
    return find_candidates(sign(vocabulary, words), np.diff(words.articles))


def linked(pairs):
    """Give all pairs of articles that are in one chain of pairs."""
    group: dict[int, set[int]] = {}
    for one, other in pairs.tolist():
        joined = group.get(one, {one}) | group.get(other, {other})
        group.update(dict.fromkeys(joined, joined))
    return {pair for joined in group.values() for pair in combinations(sorted(joined), 2)}


def test_candidates_come_once_each_in_order():
    text = " ".join(WORDS[:50])
    pairs = candidates([text] * 6 + ["sun"] + [text])
    assert (pairs[:, 0] < pairs[:, 1]).all()
    assert pairs.tolist() == sorted(map(list, set(map(tuple, pairs.tolist()))))
    assert len(pairs) < 2 * 7


def test_what_is_short_is_no_candidate():
    assert len(candidates([" ".join(WORDS[:19])] * 3)) == 0
    assert len(candidates([" ".join(WORDS[:20])] * 3)) == 3


@given(st.sets(st.integers(0, 60), min_size=1), st.sets(st.integers(0, 60), min_size=1))
@settings(deadline=None)
def test_copies_are_those_whose_shingles_the_definition_says(one, other):
    shorter, longer = sorted((one, other), key=len)
    arrays = [np.array(sorted(values), dtype=np.uint64) for values in (one, other)]
    expected = len(shorter) >= 0.4 * len(longer) and len(shorter & longer) >= 0.8 * len(shorter)
    if len(one) == len(other):
        expected = len(one & other) >= 0.8 * len(one)
    assert are_copies(*arrays) == are_copies(*reversed(arrays)) == expected
