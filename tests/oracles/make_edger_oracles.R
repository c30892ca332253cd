# Quasi-likelihood F-tests of edgeR for tests/statistics/test_quasi.py.
#
# Run in this folder, after write_edger_inputs.py has written the counts and designs to FOLDER:
#   Rscript make_edger_oracles.R FOLDER
# edger.tsv was written by edgeR 3.40.2 (R 4.2.2), whose glmQLFit is the one that edgeR 4 calls legacy.

suppressMessages(library(edgeR))
folder <- commandArgs(TRUE)[1]
tables <- lapply(c("groups", "pairs"), function(name) {
  path <- function(what) file.path(folder, paste0(name, ".", what, ".tsv"))
  counts <- as.matrix(read.delim(path("counts"), row.names = 1))
  design <- as.matrix(read.delim(path("design"), row.names = 1))
  data <- DGEList(counts)
  factors <- scan(path("factors"), quiet = TRUE)
  data$offset <- matrix(log(factors), nrow(counts), ncol(counts), byrow = TRUE)
  fit <- glmQLFit(estimateDisp(data, design), design)
  table <- glmQLFTest(fit, coef = ncol(design))$table
  data.frame(design = name, mirna = rownames(counts), pvalue = signif(table$PValue, 6))
})
write.table(do.call(rbind, tables), "edger.tsv", sep = "\t", quote = FALSE, row.names = FALSE)
