"""A model matrix, with what the fits of all miRNAs on it share."""

import numpy as np
from scipy import sparse

from mirtrd.statistics.arrays import Array, Mask


class ModelMatrix:
    """A model matrix (samples x coefficients) and the size factors of its samples.

    ``cells`` numbers the distinct rows, which share an expectation but for the size factor;
    ``cell_sizes`` says of each sample how many are in its cell.
    """

    def __init__(self, design: Array, factors: Array):
        self.design = np.asarray(design, dtype=float)
        self.factors = np.asarray(factors, dtype=float)
        self.samples, self.coefficients = self.design.shape
        # Of a design with a column for each patient nearly all products are 0.
        self.products = sparse.csc_array(_products(self.design, self.design))
        rows, cells = np.unique(self.design, axis=0, return_inverse=True)
        self.cells = cells.ravel()
        self.cell_sizes = np.bincount(self.cells)[self.cells]
        self.is_groups = len(rows) == self.coefficients
        self.most_dispersion = max(10.0, self.samples)  # maxDisp of DESeq2
        self._apart, self._rest = _split(self.design)
        self._mixed_products = _products(self._rest, self._apart)
        self._rest_products = _products(self._rest, self._rest)

    def information(self, weights: Array) -> Array:
        """X'WX of each miRNA (miRNAs x coefficients x coefficients)."""
        shape = (-1, self.coefficients, self.coefficients)
        return (weights @ self.products).reshape(shape)

    def adjustment(self, weights: Array) -> Array:
        """Half the log determinant of X'WX of each miRNA, up to a constant of the design."""
        own, mixed, rest = self._blocks(weights)
        left = rest - (mixed / own[:, None]) @ mixed.transpose(0, 2, 1)
        return (np.log(own).sum(axis=1) + np.linalg.slogdet(left)[1]) / 2

    def adjustment_slope(self, weights: Array, changes: Array) -> Array:
        """The derivative of ``adjustment``, given that of the weights."""
        own, mixed, rest = self._blocks(weights)
        own_change, mixed_change, rest_change = self._blocks(changes)
        ratio = mixed / own[:, None]
        turned = ratio.transpose(0, 2, 1)
        left = rest - mixed @ turned
        left_change = rest_change - 2 * mixed_change @ turned
        left_change += (ratio * own_change[:, None]) @ turned
        trace = np.einsum("gij,gji->g", np.linalg.inv(left), left_change)
        return ((own_change / own).sum(axis=1) + trace) / 2

    def _blocks(self, weights: Array) -> tuple[Array, Array, Array]:
        """The parts of X'WX: the diagonal one of the disjoint columns, the mixed one, the rest."""
        many, more = self._apart.shape[1], self._rest.shape[1]
        mixed = (weights @ self._mixed_products).reshape(len(weights), more, many)
        rest = (weights @ self._rest_products).reshape(len(weights), more, more)
        return weights @ self._apart, mixed, rest

    def means(self, effects: Array) -> Array:
        """Expected counts (miRNAs x samples)."""
        return self.factors * np.exp(np.clip(effects @ self.design.T, -30, 30))


def _products(left: Array, right: Array) -> Array:
    """Products of each column of one matrix with each of another (samples x pairs)."""
    return (left[:, :, None] * right[:, None, :]).reshape(len(left), -1)


def _split(design: Array) -> tuple[Array, Array]:
    """Columns that span the design: indicators no two of which share a sample, and the rest.

    A design with a column for each patient has a large X'WX that is nearly diagonal. Taken
    apart like this, its determinant needs the inverse of a small matrix only.
    """
    binary: Mask = np.asarray(np.isin(design, (0, 1)).all(axis=0))
    constant: Mask = binary & np.asarray((design == 1).all(axis=0))
    taken: list[int] = []
    free = np.ones(len(design), dtype=bool)
    for column in np.argsort(design.sum(axis=0), kind="stable"):
        members = design[:, column] == 1
        if binary[column] and not constant[column] and members.any() and free[members].all():
            taken.append(column)
            free &= ~members
    apart = design[:, taken]
    rest = np.delete(design, taken, axis=1)
    if constant.any() and free.any():
        apart = np.column_stack([apart, free.astype(float)])
        rest = np.delete(design, [*taken, int(np.argmax(constant))], axis=1)
    return apart, rest
