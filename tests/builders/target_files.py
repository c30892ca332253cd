"""The first rows of tables of targets, in the formats in which their makers hand them out."""

MIRTARBASE = (
    "\ufeffmiRTarBase ID,miRNA,Species (miRNA),Target Gene,Target Gene (Entrez ID),"
    "Species (Target Gene),Experiments,Support Type,References (PMID)\r\n"
    "MIRT1,hsa-miR-21-5p,hsa,PTEN,5728.0,hsa,Reporter assay//qRT-PCR,Functional MTI,1\r\n"
    "MIRT1,hsa-miR-21-5p,hsa,PTEN,5728.0,hsa,CLIP,Functional MTI (Weak),2\r\n"
    "MIRT2,hsa-miR-21-5p,hsa,BDNF,627,hsa,CLIP,Functional MTI (Weak),3\r\n"
    "MIRT3,hsa-miR-21-5p,hsa,TNF,7124,hsa,Western blot,Non-Functional MTI,4\r\n"
    "MIRT4,hsa-miR-21-5p,hsa,Tnf,21926,mmu,Western blot,Functional MTI,5\r\n"
    "MIRT5,mmu-miR-21a-5p,mmu,Pten,19211,mmu,Western blot,Functional MTI,6\r\n"
)
TARBASE = (
    "species\tmirna_name\tmirna_id\tgene_name\tgene_id\texperimental_method\tregulation\t"
    "article_pubmed_id\tconfidence\n"
    "Homo sapiens\thsa-miR-16-5p\tMIMAT0000069\tBCL2\tENSG1\tReporter Assay\tNegative\t7\t1\n"
    "Homo sapiens\thsa-miR-16-5p\tMIMAT0000069\tCCND1\tENSG2\tHITS-CLIP\tNegative\t8\t0.9\n"
)
FAMILIES = (
    "miR family\tSeed+m8\tSpecies ID\tMiRBase ID\tMature sequence\tFamily Conservation?\t"
    "MiRBase Accession\n"
    "miR-15-5p/16-5p\tAGCAGCA\t9606\thsa-miR-15a-5p\tUAGCAGCACAUAAUGGUUUGUG\t2\tMIMAT0000068\n"
    "miR-15-5p/16-5p\tAGCAGCA\t9606\thsa-miR-16\tUAGCAGCACGUAAAUAUUGGCG\t2\tMIMAT0000069\n"
    "miR-15-5p/16-5p\tAGCAGCA\t10090\tmmu-miR-16-5p\tUAGCAGCACGUAAAUAUUGGCG\t2\tMIMAT0000527\n"
)
TARGETSCAN = (
    "miR Family\tGene ID\tGene Symbol\tTranscript ID\tSpecies ID\tUTR start\tUTR end\tMSA start\t"
    "MSA end\tSeed match\tPCT\n"
    "miR-15-5p/16-5p\tENSG1.7\tCCND1\tENST1\t9606\t1\t8\t1\t9\t8mer\t0.9\n"
    "miR-15-5p/16-5p\tENSG1.7\tCCND1\tENST1\t10090\t1\t8\t1\t9\t8mer\t0.9\n"
)
SUMMARY = (
    "Transcript ID\tGene Symbol\tmiRNA family\tSpecies ID\tTotal num conserved sites\t"
    "Representative miRNA\tCumulative weighted context++ score\n"
    "ENST1\tRECK\tAGCUUAU\t9606\t1\thsa-miR-21-5p\t-0.5\n"
)
SCORES = (
    "Gene ID\tGene Symbol\tTranscript ID\tSpecies ID\tmiRNA\tSite type\tUTR start\tUTR end\t"
    "context++ score\n"
    "ENSG1.7\tRECK\tENST1\t9606\thsa-miR-21-5p\t3\t1\t8\t-0.4\n"
    "ENSG1.7\tRECK\tENST1\t9544\tmml-miR-21-5p\t3\t1\t8\t-0.4\n"
)
MIRDB = (
    "hsa-miR-21-5p\tNM_000314\t95.5\nhsa-miR-21-5p\tNM_000594.4\t79.9\nhsa-miR-21-5p\tNM_1\t80\n"
)
GENE_NAMES = "symbol\trefseq\nPTEN\tNM_000314.8\nTNF\tNM_000594\n"
OWN = "mirna\tgene\tsupport\nmiR-21\tPDCD4\tstrong\nhsa-miR-16\tBCL2\tpredicted\n"
