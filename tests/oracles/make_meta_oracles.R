# Meta-analyses by metafor and rank aggregations by RobustRankAggreg for tests/meta/.
#
# Run in this folder: Rscript make_meta_oracles.R
# The tables were written with R 4.2.2, metafor 3.8-1 and RobustRankAggreg 1.2.1 (Debian 12:
# r-cran-metafor, r-cran-robustrankaggreg). The tests need only the tables.

suppressMessages({library(metafor); library(RobustRankAggreg)})
set.seed(17)
put <- function(table, name) {
  numbers <- sapply(table, is.numeric)
  table[numbers] <- lapply(table[numbers], function(x) sprintf("%.15g", x))
  write.table(table, name, sep = "\t", quote = FALSE, row.names = FALSE)
}

# 300 sets of 2 to 7 studies: their errors differ by a factor of up to ten, and so do their true
# changes, by nothing in a third of the sets.
sets <- lapply(1:300, function(set) {
  k <- sample(2:7, 1)
  error <- exp(runif(k, log(0.08), log(0.8)))
  between <- sample(c(0, 0.2, 0.8), 1)
  change <- rnorm(1, 0, 0.6) + rnorm(k, 0, between) + rnorm(k, 0, error)
  data.frame(set = set, study = seq_len(k), change = change, error = error)
})
fits <- lapply(sets, function(data) {
  fit <- function(method, test) {
    # Convergence as sharp as the numbers can be; by default tau2 is good to 1e-5.
    control <- list(threshold = 1e-14, maxiter = 10000)
    found <- rma(data$change, sei = data$error, method = method, test = test, control = control)
    # One true change has no interval of prediction.
    ahead <- if (method == "FE") list(pi.lb = NA, pi.ub = NA) else predict(found)
    data.frame(set = data$set[1], method = method, test = test, estimate = found$beta[1],
               error = found$se, pvalue = found$pval, low = found$ci.lb, high = found$ci.ub,
               pi_low = ahead$pi.lb, pi_high = ahead$pi.ub, tau2 = found$tau2,
               i2 = found$I2 / 100, q = found$QE, q_pvalue = found$QEp)
  }
  rbind(fit("FE", "z"), fit("DL", "z"), fit("REML", "z"), fit("REML", "adhoc"))
})
put(do.call(rbind, sets), "meta.sets.tsv")
put(do.call(rbind, fits), "meta.fits.tsv")

# Six lists of the first of 200 names, which share five at their heads.
names <- sprintf("mir-%03d", 1:200)
lists <- lapply(1:6, function(number) {
  weights <- ifelse(seq_along(names) <= 5, 20, 1)
  head(sample(names, prob = weights), 10 * number)
})
put(do.call(rbind, lapply(1:6, function(number) {
  data.frame(list = paste0("list", number), mirna = lists[[number]],
             rank = seq_along(lists[[number]]), tested = length(names))
})), "ranks.lists.tsv")
found <- aggregateRanks(lists, N = length(names), method = "RRA", full = FALSE)
put(data.frame(mirna = found$Name, rho = found$Score), "ranks.rho.tsv")
