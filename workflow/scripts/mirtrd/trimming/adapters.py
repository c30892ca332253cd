"""What counts as an adapter in a read, in inference as in trimming."""

# An adapter whose first bases are found exactly needs no alignment. By chance, twelve bases occur
# in one of 400,000 reads of 50 nt (39 places / 4^12).
EXACT_PREFIX = 12
# So many bases of an adapter at the end of a read are an adapter, as in `cutadapt -O 5`: fewer
# occur by chance in more than one of 1,000 reads (1 / 4^5).
MIN_OVERLAP = 5
# Inserts of so many nt at most are adapter dimers: the 5' adapter ligated to the 3' adapter, give
# or take the few bases that enzymes add. Both were put in by the kit, no RNA was.
MAX_DIMER = 5
# A UMI may lack this many bases at the end of the read (Illumina DRAGEN miRNA: 10 of 12 are
# enough).
MAX_UMI_LOSS = 2
# The longest UMI that is counted, in nt: more fit in no number of 64 bits with their length; kits
# have 8 to 12.
MAX_UMI = 24
