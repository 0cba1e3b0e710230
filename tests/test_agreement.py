"""Agreement of rankings, coherence and closeness, by hand."""

import numpy as np
import pytest

from analysis.statistics import measure_agreement, measure_closeness, measure_coherence


def test_agreement_of_rankings_by_hand():
    agrees = measure_agreement(np.array([[1, 2, 3]]), np.array([[1, 2, 3], [2, 1, 4], [7, 8, 9], [3, 1, 2]]))
    # Depths of one, two and three: 0 of 2 words, then 2 of 2, then 2 of 4; and 0 of 2, 1 of 3, 3 of 3.
    assert agrees[0].tolist() == pytest.approx([1, (0 + 1 + 1 / 2) / 3, 0, (0 + 1 / 3 + 1) / 3])


def test_rankings_do_not_agree_in_that_there_is_no_more():
    agrees = measure_agreement(np.array([[1, -1, -1]]), np.array([[1, -1, -1], [-1, -1, -1]]))
    # The first of each is the same; of the two, and three, that there might be in either, three and five are not.
    assert agrees[0].tolist() == pytest.approx([(1 + 1 / 3 + 1 / 5) / 3, 0])


def test_coherence_by_hand():
    together = np.array([[1, 1], [1, 1], [0, 0], [0, 0]], dtype=bool)
    apart = np.array([[1, 0], [0, 1], [0, 0]], dtype=bool)
    by_chance = np.array([[1, 1], [1, 0], [0, 1], [0, 0]], dtype=bool)
    assert [measure_coherence(table) for table in (together, apart, by_chance)] == pytest.approx([1, -1, 0])
    # Shares of 1/4 and 1/2, together in 1/4: log((1/4) / (1/8)) / -log(1/4) is a half. With both pairs that never meet: -1/2.
    half = np.array([[1, 1, 0], [0, 1, 0], [0, 0, 1], [0, 0, 0]], dtype=bool)
    assert measure_coherence(half[:, :2]) == pytest.approx(0.5)
    assert measure_coherence(half) == pytest.approx((0.5 - 1 - 1) / 3)


def test_closeness_by_hand():
    weights = np.array([[0, 1, 2], [4, 1, 2], [16, 0, 2.0]])
    rates = np.array([[0, 9, 0], [4, 9, 0], [16, 0, 0.0]])
    # Roots of 0, 2, 4 and 1, 1, 0, less their means: -2, 0, 2 and 1/3, 1/3, -2/3; what does not vary comes close to nothing.
    assert measure_closeness(weights, rates).tolist() == [[1, 0, 0], [0, 1, 0], [0, 0, 0]]
    half = measure_closeness(np.array([[0], [0], [4], [4.0]]), np.array([[0], [1], [1], [4.0]]))
    # 0, 0, 2, 2 and 0, 1, 1, 2: products of the deviations add up to 2, their squares to 4 and 2.
    assert half.tolist() == [[pytest.approx(2 / np.sqrt(4 * 2), abs=1e-6)]]
