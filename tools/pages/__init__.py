"""Pages of the documentation that the code itself writes, one module for each kind."""
