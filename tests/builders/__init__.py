"""What tests of several stages build on: places, cohorts, working directories."""
