"""mirtrd: from small-RNA reads to miRNA candidates; a folder for each stage of the workflow."""
