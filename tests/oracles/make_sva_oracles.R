# Surrogate variables of sva for tests/statistics/test_surrogates.py.
#
# Run in this folder, after write_sva_inputs.py has written logarithms and designs to FOLDER:
#   Rscript make_sva_oracles.R FOLDER
# sva.tsv was written by sva 3.46.0 (R 4.2.2): the number of surrogate variables by permutation
# ("be"), and the levels of one by iteratively reweighted SVA.

suppressMessages(library(sva))
folder <- commandArgs(TRUE)[1]
tables <- lapply(c(0, 1), function(strength) {
  path <- function(what) file.path(folder, paste0(strength, ".", what, ".tsv"))
  logs <- as.matrix(read.delim(path("logs"), header = FALSE))
  design <- as.matrix(read.delim(path("design"), header = FALSE))
  number <- num.sv(logs, design, method = "be", seed = 1)
  levels <- rep(NA, ncol(logs))
  if (number > 0) {
    invisible(capture.output(
      levels <- sva(logs, design, design[, 1, drop = FALSE], n.sv = 1)$sv[, 1]
    ))
  }
  data.frame(strength = strength, sample = seq_len(ncol(logs)), number = number,
             level = signif(levels, 6))
})
write.table(do.call(rbind, tables), "sva.tsv", sep = "\t", quote = FALSE, row.names = FALSE)
