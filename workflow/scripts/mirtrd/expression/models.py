"""The model of a design: fitted once, written as tables, and tested once for each contrast."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import pandas as pd
from pydeseq2.dds import DeseqDataSet

from mirtrd.core.documents import read_document, write_document
from mirtrd.expression.tables import EFFECTS, MATRIX, MODEL, OUTLIERS
from mirtrd.statistics.arrays import Array
from mirtrd.statistics.deseq import with_size_factors
from mirtrd.statistics.model_matrix import ModelMatrix
from mirtrd.statistics.quasi import QuasiFit, fit_quasi


@dataclass(frozen=True, kw_only=True)
class FittedModel:
    """A negative-binomial model of the counts (miRNAs x samples) that were fitted.

    ``matrix`` is samples x coefficients, ``effects`` are the coefficients of each miRNA (natural
    logarithms); ``mirnas`` and ``outliers`` have the columns of MODEL and OUTLIERS; ``trend`` is
    the kind of trend of the dispersions, ``notes`` what is to be known of the fit.
    """

    counts: pd.DataFrame
    factors: pd.Series
    matrix: pd.DataFrame
    effects: pd.DataFrame
    mirnas: pd.DataFrame
    outliers: pd.DataFrame
    trend: str
    notes: tuple[str, ...] = ()

    def write(self, files: Any, **facts: str) -> None:
        """Write all but counts and factors: the tables model, effects, matrix and outliers, and
        the summary with further ``facts``."""
        name = self.counts.index.name
        MODEL.write_frame(files.model, self.mirnas.rename_axis(name))
        EFFECTS.write_frame(files.effects, self.effects.rename_axis(name))
        MATRIX.write_frame(files.matrix, self.matrix)
        OUTLIERS.write_frame(files.outliers, self.outliers.rename_axis(name))
        summary = facts | {"dispersion_trend": self.trend, "notes": list(self.notes)}
        write_document(files.summary, summary)

    @classmethod
    def read(cls, files: Any, counts: pd.DataFrame, factors: pd.Series) -> Self:
        """What ``write`` wrote; ``counts`` may have further miRNAs."""
        mirnas, summary = MODEL.read_frame(files.model), read_document(files.summary)
        return cls(
            counts=counts.loc[mirnas.index],
            factors=factors,
            matrix=MATRIX.read_frame(files.matrix),
            effects=EFFECTS.read_frame(files.effects),
            mirnas=mirnas,
            outliers=OUTLIERS.read_frame(files.outliers),
            trend=summary["dispersion_trend"],
            notes=tuple(summary["notes"]),
        )

    @property
    def replaced(self) -> pd.Index:
        """The miRNAs that had outliers in groups that are large enough to replace."""
        return self.mirnas.index[self.mirnas["replaced"] == "yes"]

    def effects_in(self, matrix: pd.DataFrame) -> pd.DataFrame:
        """The effects as coefficients of another matrix X' of the same space.

        With X = X' T, the coefficients b of X are T b of X', and expected counts are the same.
        """
        if matrix.equals(self.matrix):
            return self.effects
        change = np.linalg.lstsq(matrix.to_numpy(), self.matrix.to_numpy(), rcond=None)[0]
        values = self.effects.to_numpy() @ change.T
        return pd.DataFrame(values, index=self.effects.index, columns=matrix.columns)

    def dataset(self, matrix: pd.DataFrame) -> DeseqDataSet:
        """The model as PyDESeq2 keeps it, in coefficients of a matrix of the same space."""
        data = with_size_factors(self.counts, self.factors, matrix)
        data.var["non_zero"] = ~(data.X == 0).all(axis=0)
        data.non_zero_idx = np.flatnonzero(data.var["non_zero"])
        data.non_zero_genes = data.var_names[data.var["non_zero"]]
        data.var["_normed_means"] = self.mirnas["baseMean"]
        data.var["dispersions"] = self.mirnas["dispersion"]
        flags = self.mirnas[["replaced", "refitted", "untestable"]] == "yes"
        data.var["replaced"], data.var["refitted"] = flags["replaced"], flags["refitted"]
        data.var["_pvalue_cooks_outlier"] = flags["untestable"]
        data.new_all_zeroes_genes = data.var_names[flags["replaced"] & ~flags["refitted"]]
        data.varm["LFC"] = self.effects_in(matrix)
        return data

    def quasi(self, matrix: pd.DataFrame) -> QuasiFit:
        """The fit for F-tests: at the dispersions of the trend, in coefficients of a matrix of the
        same space."""
        return fit_quasi(
            self.fitted_counts().T.astype(float),
            ModelMatrix(matrix.to_numpy(), self.factors[matrix.index].to_numpy()),
            self.mirnas["dispersion_trend"].to_numpy(),
            self.mirnas["baseMean"].to_numpy(),
        )

    def fitted_counts(self) -> Array:
        """The counts (samples x miRNAs) that the effects belong to: outliers replaced."""
        counts = self.counts.copy()
        for mirna, row in self.outliers[self.outliers["replacement"].notna()].iterrows():
            counts.loc[mirna, row["sample"]] = int(row["replacement"])
        return counts.to_numpy().T
