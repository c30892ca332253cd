"""What is wrong with a config is named in one line."""

import copy

import pytest

from builders.paths import SCHEMA
from builders.workplace import CONFIG, CONTRAST, with_key
from mirtrd.core.job import UserError
from mirtrd.inputs.settings import check_config


def test_other_keys_may_be_required_than_those_of_the_schema():
    settings = check_config({"meta": {}}, SCHEMA, required=["meta"])
    assert settings["meta"]["name"] == "synthesis"
    with pytest.raises(UserError, match="config: samples is missing"):
        check_config({"meta": {}}, SCHEMA)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("sample", "x.tsv", r"unknown key sample; known are samples, accession, archive, counts, "),
        ("library.kitt", "truseq", r"unknown key library\.kitt; known are kit, custom, "),
        (
            "expression.contrasts.TRD_vs_control.base",
            "control",
            r"unknown key expression\.contrasts\.TRD_vs_control\.base; known are factor, ",
        ),
        ("samples", None, r"samples is None, expected the path of the sample sheet$"),
        ("samples", "", r"samples is '', expected the path of the sample sheet$"),
        ("samples", ["a.tsv"], r"samples is \['a.tsv'\], expected the path of the sample sheet$"),
        ("trimming.min_length", "16", r"trimming\.min_length is '16', expected a whole number"),
        ("trimming.min_length", 16.5, r"trimming\.min_length is 16\.5, expected a whole number"),
        ("trimming.min_length", 14, r"trimming\.min_length is 14, expected .* from 15 to 30"),
        ("trimming.max_length", 201, r"trimming\.max_length is 201, expected .* from 25 to 200"),
        ("trimming.max_expected_errors", 0, r"max_expected_errors is 0, expected a number over 0"),
        ("counting.unit", "umi", r"unit is 'umi', expected one of auto, reads, molecules$"),
        ("counting.max_mismatches", 3, r"counting\.max_mismatches is 3, expected 0, 1 or 2"),
        ("counting.max_mismatches", True, r"max_mismatches is True, expected 0, 1 or 2"),
        ("counting.ambiguous", "random", r"is 'random', expected one of em, fractional, unique$"),
        ("quality.mirna_reads.warn", -1, r"quality\.mirna_reads\.warn is -1, expected "),
        ("expression.alpha", 5, r"expression\.alpha is 5, expected a false-discovery rate"),
        ("expression.min_count", -1, r"expression\.min_count is -1, expected a whole number"),
        ("expression.design", 1, r"expression\.design is 1, expected a formula such as"),
        ("expression.contrasts", {}, r"contrasts is \{\}, expected at least one named contrast"),
        ("expression.contrasts", {"a/b": CONTRAST}, r"expression\.contrasts: 'a/b' does not match"),
        ("expression.contrasts", {"a\n": CONTRAST}, r"contrasts: 'a\\n' does not match"),
        ("reference.other", {"tRNA\n": "x"}, r"other is 'tRNA\\n', expected the name of a class"),
        ("library.custom.adapter", "TGGAATTC\n", r"adapter is 'TGGAATTC\\n', expected a 3' ad"),
        (
            "expression.contrasts.TRD_vs_control.factor",
            "",
            r"factor is '', expected a column of the sample sheet$",
        ),
        ("expression.contrasts", {2024: CONTRAST}, r"key 2024 is not text: put it in quotes$"),
        (
            "expression.contrasts.TRD_vs_control.tested",
            1,
            r"TRD_vs_control\.tested is 1, expected .* as text \(in quotes if it is a number\)$",
        ),
        ("expression", {"design": "~ condition"}, r"expression\.contrasts is missing$"),
        (
            "library.custom.adapter",
            "TGGAATTCN",
            r"adapter is 'TGGAATTCN', expected a 3' adapter of",
        ),
        ("library.custom.adapter", "TGGAATT", r"adapter is 'TGGAATT', expected a 3' adapter of"),
        ("library.on_conflict", "stop", r"on_conflict is 'stop', expected one of fail, warn$"),
        ("library", "truseq", r"library: 'truseq' is not of type 'object'$"),
        ("reference.other", {"tRNA": None}, r"other\.tRNA is None, expected the path of a FASTA"),
        ("reference.other", ["tRNA.fa"], r"other is \['tRNA.fa'\], expected names of classes"),
        ("reference.other", {"a/b": "x"}, r"other is 'a/b', expected the name of a class: lett"),
        ("reference.other", {"mirna": "x"}, r"other is 'mirna', expected .* none of mirna, "),
        ("reference.spike_ins", "", r"spike_ins is '', expected the path of a table of spike-ins$"),
        ("reference.other", "all", r"other is 'all', expected names of classes, .*; or none$"),
    ],
)
def test_a_wrong_key_or_value_is_named(key, value, message):
    with pytest.raises(UserError, match=f"^config: .*{message}") as raised:
        check_config(with_key(key, value), SCHEMA)
    assert "\n" not in str(raised.value)


def test_a_missing_key_is_named():
    with pytest.raises(UserError, match=r"^config: samples is missing$"):
        check_config({"expression": CONFIG["expression"]}, SCHEMA)


def test_defaults_are_filled_in_and_the_config_is_left_alone():
    given = with_key("trimming.max_length", 50)
    before = copy.deepcopy(given)
    checked = check_config(given, SCHEMA)
    assert given == before
    # As in the table of config/README.md.
    assert checked["trimming"] == {
        "min_length": 15,
        "max_length": 50,
        "max_expected_errors": 1,
    }
    assert checked["library"]["kit"] == "auto"
    assert checked["counting"] == {"ambiguous": "em", "unit": "auto", "max_mismatches": 2}
    assert checked["expression"]["alpha"] == 0.05
    assert checked["expression"]["contrasts"] == CONFIG["expression"]["contrasts"]


def test_a_section_with_nothing_in_it_has_its_defaults():
    checked = check_config({**CONFIG, "library": None}, SCHEMA)
    assert checked["library"] == check_config(CONFIG, SCHEMA)["library"]
    assert checked["library"]["on_conflict"] == "fail"
