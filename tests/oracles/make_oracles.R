# What R's DESeq2 gives for the demo cohort and for simulated cohorts. Run from the checkout:
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

# Simulated cohorts with known effects (log2), and what DESeq2 gives for the designs of
# config/README.md on them.
set.seed(5)
mirnas <- sprintf("mir-%03d", 1:150)
simulate <- function(sheet, effects, depth = 1, shape = 4) {
  # effects: miRNAs x columns of numbers in the sheet's model; negative-binomial counts.
  base <- 2^runif(length(mirnas), 4, 13) * depth
  dispersion <- (0.05 + 2 / base) * exp(rnorm(length(mirnas), 0, 0.4))
  scale <- exp(rnorm(nrow(sheet), 0, 0.35))
  mean <- outer(base, scale) * 2^(effects$weights %*% t(effects$design))
  counts <- matrix(rnbinom(length(mean), mu = mean, size = 1 / dispersion), nrow(mean))
  dimnames(counts) <- list(mirnas, rownames(sheet))
  counts
}
some <- function(from, size = 1.5) {
  # Five miRNAs up and five down, from a place on.
  weights <- numeric(length(mirnas))
  weights[from + 0:9] <- rep(c(size, -size), 5)
  weights
}
tested <- function(data, ...) {
  table <- as.data.frame(results(data, alpha = 0.05, ...))
  table <- signif(table[, c("log2FoldChange", "lfcSE", "pvalue", "padj")], 7)
  cbind(mirna = rownames(table), table)
}
all <- list()
keep <- function(name, table) all[[name]] <<- cbind(design = name, table)
made <- function(counts, sheet, design, ...) {
  data <- DESeqDataSetFromMatrix(counts, sheet, design)
  if (is.null(list(...)$factors)) data <- estimateSizeFactors(data)
  else sizeFactors(data) <- list(...)$factors
  data <- DESeq(data, quiet = TRUE)
  stopifnot(!is.null(attr(dispersionFunction(data), "coefficients"))) # a parametric trend
  data
}

groups <- data.frame(
  condition = factor(rep(c("control", "responder", "TRD"), each = 10)),
  sex = factor(rep(c("F", "M", "M", "F", "F"), 6)),
  batch = factor(rep(c("A", "B"), 15)),
  age = round(rnorm(30, 45, 12), 1),
  row.names = sprintf("G%02d", 1:30)
)
groups$condition <- relevel(groups$condition, ref = "control")
effects <- data.frame(
  mirna = mirnas, TRD = some(1), responder = some(11), sex = some(21), batch = some(31),
  age = some(41, 0.8), difference = some(51, 2.5)
)
is <- function(what, level) as.numeric(what == level)
counts <- simulate(groups, list(
  weights = as.matrix(effects[, -1]),
  design = cbind(is(groups$condition, "TRD"), is(groups$condition, "responder"),
                 is(groups$sex, "M"), is(groups$batch, "B"), scale(groups$age),
                 is(groups$sex, "M") * is(groups$condition, "TRD"))
))
counts["mir-100", "G03"] <- 90000L # outliers, to be replaced
counts["mir-101", "G25"] <- 120000L
counts[c("mir-121", "mir-122"), groups$condition != "TRD"] <- 0L # there in one group only
groups$z <- as.numeric(scale(groups$age))
write(cbind(sample = rownames(groups), groups[, 1:4]), "groups.samples.tsv")
write(cbind(mirna = mirnas, as.data.frame(counts)), "groups.counts.tsv")
write(effects, "groups.effects.tsv")

data <- made(counts, groups, ~ condition)
keep("three_groups", tested(data, contrast = c("condition", "TRD", "control")))
keep("two_others", tested(data, contrast = c("condition", "TRD", "responder")))
keep("threshold", tested(data, contrast = c("condition", "TRD", "responder"),
                         lfcThreshold = 0.5, altHypothesis = "greaterAbs"))
data <- made(counts, groups, ~ batch + sex + condition)
keep("covariates", tested(data, contrast = c("condition", "TRD", "control")))
data <- made(counts, groups, ~ condition + z)
keep("measurement", tested(data, name = "z"))
data <- made(counts, groups, ~ sex + condition + sex:condition)
keep("interaction", tested(data, name = "sexM.conditionTRD"))
keep("men", tested(data, contrast = list(c("condition_TRD_vs_control", "sexM.conditionTRD"),
                                         character()), listValues = c(1, -1)))
keep("women", tested(data, contrast = c("condition", "TRD", "control")))
data <- DESeq(DESeqDataSetFromMatrix(counts, groups, ~ sex + condition), test = "LRT",
              reduced = ~ sex, quiet = TRUE)
keep("likelihood_ratio", tested(data, contrast = c("condition", "TRD", "control")))
pair <- groups$condition != "responder"
data <- made(counts[, pair], droplevels(groups[pair, ]), ~ condition)
keep("two_groups", tested(data, contrast = c("condition", "TRD", "control")))
two <- data

# Patients seen twice, seven of whom respond and five do not.
pairs <- data.frame(
  patient = factor(rep(sprintf("P%02d", 1:12), each = 2)),
  patient_in_group = factor(c(rep(1:7, each = 2), rep(1:5, each = 2))),
  response = factor(rep(c("yes", "no"), c(14, 10)), levels = c("no", "yes")),
  time = factor(rep(c("before", "after"), 12), levels = c("before", "after")),
  row.names = sprintf("V%02d", 1:24)
)
people <- matrix(rnorm(12 * length(mirnas), 0, 0.5), length(mirnas))
effects <- data.frame(mirna = mirnas, time = some(1), difference = some(11, 2))
counts <- simulate(pairs, list(
  weights = cbind(as.matrix(effects[, -1]), people),
  design = cbind(is(pairs$time, "after"), is(pairs$time, "after") * is(pairs$response, "yes"),
                 model.matrix(~ 0 + patient, pairs))
))
write(cbind(sample = rownames(pairs), pairs), "pairs.samples.tsv")
write(cbind(mirna = mirnas, as.data.frame(counts)), "pairs.counts.tsv")
write(effects, "pairs.effects.tsv")
data <- made(counts, pairs, ~ patient + time)
keep("paired", tested(data, name = "time_after_vs_before"))
matrix <- model.matrix(~ response + response:patient_in_group + response:time, pairs)
matrix <- matrix[, colSums(matrix != 0) > 0]
data <- made(counts, pairs, matrix)
keep("nested", tested(data, contrast = list("responseyes.timeafter", "responseno.timeafter")))

# Few reads: no miRNA is there in every sample.
sparse <- groups[groups$condition != "responder", "condition", drop = FALSE]
sparse <- droplevels(sparse)
effects <- data.frame(mirna = mirnas, TRD = some(1, 2.5))
counts <- simulate(sparse, list(weights = as.matrix(effects[, -1]),
                                design = cbind(is(sparse$condition, "TRD"))), depth = 1 / 60)
counts <- counts[rowSums(counts) > 20 & rowSums(counts == 0) > 0, ]
write(cbind(mirna = rownames(counts), as.data.frame(counts)), "sparse.counts.tsv")
factors <- sizeFactors(estimateSizeFactors(
  DESeqDataSetFromMatrix(counts, sparse, ~ condition), type = "poscounts"))
data <- made(counts, sparse, ~ condition, factors = factors)
keep("poscounts", tested(data, contrast = c("condition", "TRD", "control")))
write(data.frame(sample = names(factors), poscounts = factors), "sparse.factors.tsv")

write(do.call(rbind, all), "designs.tsv")
