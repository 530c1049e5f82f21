"""The few statistics a report needs, each from its paper; the tests hold them against SciPy."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean, variance

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its 95 % confidence interval, from ``low`` to ``high``."""

    value: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """For a difference: whether zero lies outside the interval."""
        return self.low > 0 or self.high < 0


def proportion(successes: int, of: int) -> Estimate:
    """A share with Wilson's score interval (Wilson, JASA 22, 1927). Raises ValueError without observations."""
    if of <= 0:
        raise ValueError("there is nothing to take a share of")
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    share = successes / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return Estimate(share, max(0.0, middle - half), min(1.0, middle + half))


def proportions_differ(first: tuple[int, int], second: tuple[int, int]) -> Estimate:
    """Second share less first, each (successes, of); Newcombe's hybrid score interval (Statistics in Medicine 17, 1998)."""
    a, b = proportion(*first), proportion(*second)
    difference = b.value - a.value
    low = difference - math.hypot(b.value - b.low, a.high - a.value)
    high = difference + math.hypot(b.high - b.value, a.value - a.low)
    return Estimate(difference, low, high)


def means_differ(first: Sequence[float], second: Sequence[float]) -> Estimate:
    """Second mean less first, with Welch's interval (Biometrika 34, 1947). Raises ValueError below two values each."""
    if len(first) < 2 or len(second) < 2:
        raise ValueError("each side needs two values")
    a, b = variance(first) / len(first), variance(second) / len(second)
    difference, error = fmean(second) - fmean(first), math.sqrt(a + b)
    if error == 0:
        return Estimate(difference, difference, difference)
    freedom = (a + b) ** 2 / (a * a / (len(first) - 1) + b * b / (len(second) - 1))
    half = t_quantile((1 + CONFIDENCE) / 2, freedom) * error
    return Estimate(difference, difference - half, difference + half)


def t_quantile(probability: float, freedom: float) -> float:
    """Student's t at this probability (above one half), by bisection of the distribution function."""
    low, high = 0.0, 1.0
    while _t_cdf(high, freedom) < probability:
        high *= 2
    for _ in range(80):
        middle = (low + high) / 2
        if _t_cdf(middle, freedom) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _t_cdf(t: float, freedom: float) -> float:
    return 1 - 0.5 * _incomplete_beta(freedom / 2, 0.5, freedom / (freedom + t * t))


def _incomplete_beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function by its continued fraction (Abramowitz and Stegun, 26.5.8; Lentz)."""
    if x in (0.0, 1.0):
        return x
    if x > (a + 1) / (a + b + 2):
        return 1 - _incomplete_beta(b, a, 1 - x)
    front = math.exp(a * math.log(x) + b * math.log1p(-x) + math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)) / a
    fraction, c, d = 1.0, 1.0, 0.0
    for step in range(400):
        m = step // 2
        if step == 0:
            term = 1.0
        elif step % 2 == 0:
            term = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        else:
            term = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 / (1 + term * d)
        c = 1 + term / c
        fraction *= c * d
        if abs(1 - c * d) < 1e-14:
            break
    return front * (fraction - 1)


def correlation(first: Sequence[float], second: Sequence[float]) -> Estimate | None:
    """Pearson's r with Fisher's interval (Metron 1, 1921); None for fewer than four pairs or when one never changes."""
    n = len(first)
    if n < 4:
        return None
    a, b = fmean(first), fmean(second)
    spread = math.sqrt(sum((x - a) ** 2 for x in first) * sum((y - b) ** 2 for y in second))
    if spread == 0:
        return None
    r = max(-1.0, min(1.0, sum((x - a) * (y - b) for x, y in zip(first, second, strict=True)) / spread))
    if abs(r) == 1:
        return Estimate(r, r, r)
    half = NormalDist().inv_cdf((1 + CONFIDENCE) / 2) / math.sqrt(n - 3)
    return Estimate(r, math.tanh(math.atanh(r) - half), math.tanh(math.atanh(r) + half))
