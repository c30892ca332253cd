"""The version of mirtrd, the one place where it stands."""

VERSION = "0.2.0"
