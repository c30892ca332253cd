# Size factors by TMM and upper quartile (edgeR) and moderated t-tests (limma-trend) of the demo
# cohort. Run in the folder tests/oracles; needs r-bioc-edger and r-bioc-limma.
library(edgeR)

counts <- as.matrix(read.delim("../../.test/truth/mature.counts.tsv", row.names = 1))
sheet <- read.delim("../../.test/config/samples.tsv", row.names = 1)
counts <- counts[, colnames(counts) != "TRD07"]
sheet <- sheet[colnames(counts), ]
counts <- counts[rowSums(counts >= 10) >= 8, ]

scaled <- function(x) x / exp(mean(log(x)))
totals <- colSums(counts)
factors <- data.frame(
  tmm = scaled(totals * calcNormFactors(counts, method = "TMM")),
  upper_quartile = scaled(totals * calcNormFactors(counts, method = "upperquartile"))
)
write.table(format(factors, digits = 15), "normalisers.tsv", sep = "\t", quote = FALSE,
            col.names = NA)

design <- model.matrix(~ batch + sex + relevel(factor(condition), "control"), sheet)
data <- calcNormFactors(DGEList(counts), method = "TMM")
fit <- eBayes(lmFit(cpm(data, log = TRUE, prior.count = 3), design), trend = TRUE)
table <- data.frame(logFC = fit$coefficients[, 4], pvalue = fit$p.value[, 4])
write.table(format(table, digits = 15), "limma_trend.tsv", sep = "\t", quote = FALSE,
            col.names = NA)
cat("df.prior", fit$df.prior, "\n", R.version.string, "edgeR",
    as.character(packageVersion("edgeR")), "limma", as.character(packageVersion("limma")), "\n")
