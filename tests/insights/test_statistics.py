"""Our own statistics against SciPy's and against published examples."""

import random

import pytest
from scipy import stats

from server.insights.statistics import (
    correlation,
    means_differ,
    proportion,
    proportions_differ,
    t_quantile,
)


@pytest.mark.parametrize(("successes", "of"), [(0, 10), (10, 10), (3, 7), (81, 263), (15, 148), (4999, 10000)])
def test_wilson(successes: int, of: int) -> None:
    found = proportion(successes, of)
    wanted = stats.binomtest(successes, of).proportion_ci(method="wilson")
    assert (found.low, found.high) == pytest.approx((wanted.low, wanted.high), abs=1e-12)


def test_newcombes_own_example() -> None:
    """Newcombe 1998, table II, method 10: 56 of 70 and 48 of 80."""
    found = proportions_differ((48, 80), (56, 70))
    assert (found.value, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)
    assert found.clear


@pytest.mark.parametrize("freedom", [1, 1.5, 3, 10, 29.7, 500, 1e6])
def test_t_quantiles(freedom: float) -> None:
    assert t_quantile(0.975, freedom) == pytest.approx(stats.t.ppf(0.975, freedom), rel=1e-7)


def test_welch() -> None:
    choose = random.Random(5)
    for _ in range(20):
        a = [choose.gauss(3, 1) for _ in range(choose.randrange(2, 40))]
        b = [choose.gauss(3.5, 2) for _ in range(choose.randrange(2, 40))]
        found = means_differ(a, b)
        wanted = stats.ttest_ind(b, a, equal_var=False).confidence_interval()
        assert (found.low, found.high) == pytest.approx((wanted.low, wanted.high), rel=1e-6)


def test_pearson() -> None:
    choose = random.Random(6)
    for size in (4, 9, 60):
        a = [choose.gauss(0, 1) for _ in range(size)]
        b = [x + choose.gauss(0, 1) for x in a]
        found = correlation(a, b)
        wanted = stats.pearsonr(a, b)
        assert found is not None
        assert found.value == pytest.approx(wanted.statistic)
        interval = wanted.confidence_interval()
        assert (found.low, found.high) == pytest.approx((interval.low, interval.high))


def test_where_there_is_nothing_to_say() -> None:
    assert correlation([1, 2, 3], [1, 2, 3]) is None
    assert correlation([1, 1, 1, 1], [1, 2, 3, 4]) is None
    with pytest.raises(ValueError, match="nothing"):
        proportion(0, 0)
    with pytest.raises(ValueError, match="two"):
        means_differ([1], [1, 2])
