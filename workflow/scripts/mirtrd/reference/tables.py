"""The tables of the reference, and of published work that ships with the workflow."""

from mirtrd.core.tables import Table, text, whole

MATURES = Table(
    path="results/reference/matures.tsv",
    sentence="Where the mature miRNAs lie on the hairpins; several rows for a mature on several.",
    columns=(
        text("mirna", "Mature miRNA; names of identical sequence are joined by slashes."),
        text("hairpin", "Hairpin (precursor)."),
        whole("start", "First base of the mature on the hairpin, from 0.", "nt"),
        whole("end", "Base behind the last one of the mature, from 0.", "nt"),
        text("sequence", "Sequence of the mature, in the letters of DNA."),
    ),
)

SEQUENCES = Table(
    path="results/reference/sequences.tsv",
    sentence="Hairpins and other RNAs that inserts are counted on, in the order of their FASTA "
    "file: hairpins first, then class after class.",
    columns=(
        text("name", "Name of the sequence; that of other RNAs is `class:id`."),
        text("class", "`hairpin`, or the class as `reference.other` names it."),
        whole("length", "Length of the sequence.", "nt"),
        text("identical", "Other ids of the same sequence, by commas."),
    ),
)

FORMER_NAMES = Table(
    path="resources/mirbase/hsa.former_names.tsv",
    sentence="Names that human matures had in older releases of miRBase and have no more.",
    columns=(
        text("name", "The former name."),
        text("accession", "Accession of a mature that it stood for; a row for each."),
        text("first_release", "First release in which it did."),
        text("last_release", "Last release in which it did."),
    ),
)

ACCEPTED = Table(
    path="resources/mirbase/hsa.accepted.tsv",
    sentence="Human matures that are beyond doubt, and why.",
    columns=(
        text("accession", "Accession of the mature."),
        text("name", "Its name in miRBase v22."),
        text(
            "reason",
            "`high_confidence`: miRBase has it among these; `no_dicer`: it is made without DICER, "
            "so that it has no star and cannot be among these.",
        ),
    ),
)

OTHER_RECORDS = Table(
    path="resources/other_rna/records.tsv",
    sentence="The other human RNAs that ship, and where each is taken from.",
    columns=(
        text("class", "Class of the RNA."),
        text("name", "Name of the RNA; that of its gene or, of a tRNA, of GtRNAdb."),
        text("source", "Source, as in `sources.tsv`."),
        text("accession", "Accession of the source, with its version if it has one."),
        text("spans", "First and last base of the pieces taken, from 1, several by commas."),
        text("strand", "Strand of the accession, `+` or `-`."),
        text("added", "What the RNA has and its gene lacks: at the 5' end if there are two, 3'."),
        text("identical", "Other genes of the same RNA, by commas."),
        whole("length", "Length of the RNA.", "nt"),
        text("sha256", "SHA-256 of the sequence in capital DNA letters, in hexadecimal digits."),
    ),
)

OTHER_SOURCES = Table(
    path="resources/other_rna/sources.tsv",
    sentence="Where the other human RNAs that ship come from.",
    columns=(
        text("source", "Name of the source."),
        text("file", "Name of the file that holds its records."),
        text("url", "Web address of the file."),
        text("terms", "What its owner says of use."),
        text("citation", "What to cite."),
    ),
)

EVIDENCE = Table(
    path="resources/prior/trd_evidence.tsv",
    sentence="Published reports on miRNAs in treatment-resistant and other depression.",
    columns=(
        text("mirna", "Mature miRNA."),
        text("population", "Who was studied, such as TRD or MDD."),
        text("direction", "`up` or `down` in cases, empty without a finding."),
        text("case_vs_control", "The finding in words; `-` without one."),
        text("with_response", "What treatment does to it, in words."),
        text("tissue", "In what it was measured."),
        text("n", "Number of cases and controls."),
        text("assay", "How it was measured."),
        text("study", "First author, year and journal."),
        text("reference", "PubMed id or DOI."),
        text("targets", "Targets that the study names."),
        text("confidence", "How far the report can be relied upon; `K` was not checked."),
    ),
)

RED_CELLS = Table(
    path="resources/prior/haemolysis.tsv",
    sentence="miRNAs of red blood cells, which haemolysis brings into plasma and serum.",
    columns=(
        text("mirna", "Mature miRNA."),
        text("source", "What says so."),
    ),
)

THERAPIES = Table(
    path="resources/prior/therapies.tsv",
    sentence="miRNAs in depression with published experiments, and what has been given to people "
    "for any disease.",
    columns=(
        text("mirna", "Mature miRNA."),
        text("central_direction", "`up` or `down` in brain or its fluid, empty if not known."),
        text("central_source", "Where that was measured, and who says so."),
        text("grade", "Grade of causal evidence, T0 to T4."),
        text("experiment", "The experiment, in words; empty without one."),
        text("targets", "Targets by which it is thought to act."),
        text("oligonucleotide", "Oligonucleotides in people: name, what it does, stage."),
        text("safety", "What is known of harm; empty if nothing was found, which is no safety."),
        text("reference", "PubMed id or DOI, or the study in words."),
        text("confidence", "`F` was read, `K` is general knowledge that was not checked."),
    ),
)

DELIVERY = Table(
    path="resources/prior/delivery.tsv",
    sentence="Ways by which oligonucleotides may reach the brain.",
    columns=(
        text("route", "The way."),
        text("note", "What is known of it."),
        text("stage", "How far it has come."),
        text("source", "Who says so."),
        text("confidence", "`F` was read, `K` is general knowledge that was not checked."),
    ),
)

GENE_SET_SOURCES = Table(
    path="resources/gene_sets/sources.tsv",
    sentence="The gene sets that ship, and what each was made of.",
    columns=(
        text("set", "Name of the set."),
        text("term", "Term of the Gene Ontology; genes with a term below it are in the set, too."),
        text("name", "What the Gene Ontology calls it."),
        whole("genes", "Genes of the set.", "genes"),
        text("release", "Day of the release of the Gene Ontology."),
        text("terms", "Licence."),
        text("citation", "What to cite."),
    ),
)
