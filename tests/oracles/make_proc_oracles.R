# The areas of pROC and DeLong's variance, against which statistics/roc.py is held:
#   Rscript tests/oracles/make_proc_oracles.R tests/oracles/roc.sets.tsv tests/oracles/roc.areas.tsv
# Made with R 4.2.2 and pROC 1.18.0. 40 sets of two groups of 5 to 60, half of them with ties.
suppressPackageStartupMessages(library(pROC))
paths <- commandArgs(trailingOnly = TRUE)
set.seed(20261126)
sets <- list()
areas <- list()
for (number in 1:40) {
  m <- sample(5:60, 1)
  n <- sample(5:60, 1)
  tested <- rnorm(m, runif(1, 0, 1.5))
  other <- rnorm(n)
  digits <- if (number %% 2) 10 else 0
  values <- round(c(tested, other), digits)
  groups <- rep(c("tested", "reference"), c(m, n))
  found <- roc(groups, values, levels = c("reference", "tested"), direction = "<", quiet = TRUE)
  sets[[number]] <- data.frame(set = number, group = groups, value = values)
  areas[[number]] <- data.frame(
    set = number, area = as.numeric(found$auc), variance = var(found, method = "delong")
  )
}
write.table(do.call(rbind, sets), paths[1], sep = "\t", quote = FALSE, row.names = FALSE)
options(digits = 15)
write.table(
  format(do.call(rbind, areas), digits = 15), paths[2], sep = "\t", quote = FALSE, row.names = FALSE
)
