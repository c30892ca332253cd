"""What is counted and tested: mature miRNAs and, when asked for, fragments and isomiRs.

The tables of all of them have the same columns. The first one names the rows, and is called by what
they are.
"""

MIRNA, FRAGMENT, ISOMIR = "mirna", "fragment", "isomir"
# By the name of that column: several of them, in words.
NOUNS = {MIRNA: "miRNAs", FRAGMENT: "fragments", ISOMIR: "isomiRs"}
