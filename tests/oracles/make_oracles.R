# What R's DESeq2 gives for the simulated counts of the demo cohort. Run from the checkout:
#   Rscript tests/oracles/make_oracles.R
# Made with DESeq2 1.38.3 (Debian 12, r-bioc-deseq2). The tests need only the tables.
suppressMessages(library(DESeq2))
counts <- read.delim(".test/truth/mature.counts.tsv", row.names = 1, check.names = FALSE)
sheet <- read.delim(".test/config/samples.tsv", row.names = 1, stringsAsFactors = TRUE)
usable <- rownames(sheet) != "TRD07" # the failed library
counts <- as.matrix(counts[, rownames(sheet)[usable]])
sheet <- sheet[usable, ]
sheet$condition <- relevel(sheet$condition, ref = "control")
kept <- counts[rowSums(counts >= 10) >= 8, ]

write <- function(table, name) {
  write.table(table, file.path("tests/oracles", name), sep = "\t", quote = FALSE,
              row.names = FALSE)
}
whole <- estimateSizeFactors(DESeqDataSetFromMatrix(counts, sheet, ~1))
positive <- estimateSizeFactors(DESeqDataSetFromMatrix(counts, sheet, ~1), type = "poscounts")
write(data.frame(sample = colnames(counts), ratio = sizeFactors(whole),
                 poscounts = sizeFactors(positive)), "size_factors.tsv")

data <- DESeqDataSetFromMatrix(kept, sheet, ~ batch + sex + condition)
sizeFactors(data) <- sizeFactors(whole)
data <- DESeq(data, quiet = TRUE)
table <- as.data.frame(results(data, contrast = c("condition", "TRD", "control"), alpha = 0.05))
table$dispersion <- dispersions(data)
blind <- varianceStabilizingTransformation(data, blind = TRUE, fitType = "mean")
table$vst_mean <- assay(blind)[, "CTL01"]
write(cbind(mirna = rownames(table), table), "expression.tsv")
trend <- attr(dispersionFunction(data), "coefficients")
write(data.frame(coefficient = names(trend), value = trend), "trend.tsv")
