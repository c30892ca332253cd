"""The table of the reference keeps names, classes, lengths and the ids of identical sequences."""

import re

from hypothesis import given
from hypothesis import strategies as st

from mirtrd.reference.sequences import Sequence, clean_id, read_sequences, write_sequences

ids = st.text(min_size=1).map(clean_id)


@given(st.lists(st.tuples(ids, ids, st.integers(1, 10**6), st.lists(ids, max_size=3))))
def test_the_table_of_sequences_survives_writing(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("sequences") / "sequences.tsv"
    sequences = [Sequence(*row[:3], tuple(row[3])) for row in rows]
    write_sequences(path, sequences)
    assert read_sequences(path) == sequences


@given(st.text())
def test_a_cleaned_id_is_a_name_in_a_bam_file(identifier):
    cleaned = clean_id(identifier)
    # Names in a BAM file, by the specification of SAM, section 1.2.1.
    assert re.fullmatch(r"[0-9A-Za-z!#$%&*+./:;=?@^_|~-]*", cleaned)
    assert len(cleaned) == len(identifier)
    assert clean_id(cleaned) == cleaned
