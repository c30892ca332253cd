"""The inverse of the trigamma function: degrees of freedom from the variance of a log variance."""

from scipy.special import polygamma


def inverse_trigamma(value: float) -> float:
    """The x with trigamma(x) = value, by the Newton iteration of Smyth 2004 (appendix;
    doi:10.2202/1544-6115.1027), which rises to the root from any positive value."""
    x = 0.5 + 1 / value
    for _ in range(50):
        trigamma = polygamma(1, x)
        step = trigamma * (1 - trigamma / value) / polygamma(2, x)
        x += step
        if -step / x < 1e-8:
            break
    return float(x)
