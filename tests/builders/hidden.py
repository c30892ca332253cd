"""Cohorts with a factor that acts on many miRNAs and stands in no sheet."""

from dataclasses import dataclass

import numpy as np

SAMPLES, MIRNAS, CHANGED = 24, 300, 30


@dataclass(frozen=True, kw_only=True)
class Hidden:
    """Logarithms (miRNAs x samples), the designs with and without the groups, the hidden factor by
    sample, and which miRNAs truly change."""

    logs: np.ndarray
    design: np.ndarray
    reduced: np.ndarray
    factor: np.ndarray
    changed: np.ndarray


def hide(strength: float, seed: int = 0) -> Hidden:
    """Two groups in turn; 9 of 12 of one and 3 of 12 of the other have the factor, which shifts a
    third of the miRNAs by normal amounts with a standard deviation of ``strength``. Noise is
    normal, of standard deviation 0.5; the first CHANGED miRNAs change by 1, all up."""
    random = np.random.default_rng(seed)
    group = np.arange(SAMPLES) % 2
    factor = np.where(group, np.arange(SAMPLES) < 18, np.arange(SAMPLES) < 6).astype(float)
    changed = np.arange(MIRNAS) < CHANGED
    shifts = random.normal(0, strength, MIRNAS) * (np.arange(MIRNAS) % 3 == 0)
    logs = random.normal(0, 0.5, (MIRNAS, SAMPLES)) + random.uniform(3, 12, MIRNAS)[:, None]
    logs = logs + np.outer(changed, group) + np.outer(shifts, factor)
    reduced = np.ones((SAMPLES, 1))
    return Hidden(
        logs=logs,
        design=np.column_stack([reduced, group]),
        reduced=reduced,
        factor=factor,
        changed=changed,
    )
