"""Factors of a table: that they come as near to it as those of scikit-learn, and no more of them than there are."""

import numpy as np
import pytest
from scipy.sparse import csr_array, csr_matrix
from sklearn.decomposition import NMF

from analysis.statistics import factor_table


def test_factors_are_as_good_as_those_of_scikit_learn():
    generator = np.random.default_rng(4)
    dense = generator.random((40, 3)) @ generator.random((3, 60)) * (generator.random((40, 60)) < 0.6)
    found = factor_table(csr_array(dense), 4)
    assert [len(model.columns) for model in found] == [2, 3, 4]
    for number, (rows, columns) in enumerate(found, 2):
        assert (rows >= 0).all() and (columns >= 0).all()
        assert np.linalg.norm(columns, axis=1) == pytest.approx(np.ones(number))
        theirs = NMF(number, init="nndsvd", max_iter=500).fit(csr_matrix(dense)).reconstruction_err_
        assert np.linalg.norm(dense - rows.T @ columns) < 1.005 * theirs


def test_a_table_of_a_few_blocks_has_these_as_its_factors():
    blocks = np.zeros((12, 9))
    for number, size in enumerate((3, 2, 1)):
        blocks[4 * number : 4 * number + 4, 3 * number : 3 * number + 3] = size
    [_, factors] = factor_table(csr_array(blocks), 3)
    assert sorted(np.argmax(factors.columns, axis=1) // 3) == [0, 1, 2]
    assert factors.rows.T @ factors.columns == pytest.approx(blocks, abs=1e-6)


def test_a_table_has_no_more_factors_than_it_has_rows_or_columns_that_differ():
    assert [len(factors.rows) for factors in factor_table(csr_array(np.eye(3)), 9)] == [2, 3]
    assert factor_table(csr_array(np.ones((5, 4))), 4) == []
