"""A config is read from its file and from the command line, or refused in one line."""

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders.paths import SCHEMA
from builders.refusals import refusal_of
from builders.workplace import CONFIG
from mirtrd.core.job import UserError
from mirtrd.inputs.configs import gather_config, merge, read_config
from mirtrd.inputs.settings import check_config


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(text: str | bytes, name: str = "config.yaml") -> str:
    Path(name).write_bytes(text.encode() if isinstance(text, str) else text)
    return name


def gather(further=None, files=(), alone=False):
    return gather_config("config.yaml", further or {}, files, alone)


def test_a_config_is_read_in_yaml_and_json_and_any_encoding(folder):
    for text in (yaml.safe_dump(CONFIG), json.dumps(CONFIG), json.dumps(CONFIG, indent="\t")):
        for encoding in ("utf-8", "utf-8-sig", "utf-16"):
            write(text.encode(encoding))
            assert read_config("config.yaml") == CONFIG


DEEP = "a: " + "[" * 5000
BOMB = "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n"
    for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", ": is empty, expected the keys samples and expression at least"),
        ("# nothing\n---\n", ": is empty, expected the keys samples and expression at least"),
        ("- a\n- b\n", ": holds a list, expected keys and values, such as 'samples: config/samp"),
        ("samples", ": holds 'samples', expected keys and values"),
        (
            "a: 1\n  b: 2\n",
            r", line 2, column 4: is not YAML \(mapping values are not allowed here",
        ),
        ("a:\n\tb: 2\n", r", line 2, column 1: is not YAML \(found a tab: indent with blanks\)"),
        ("a: 'b\nc: 1\n", r", line 3, column 1: is not YAML \(found unexpected end of stream\)"),
        ("a: [1\nb: 2\n", r", line 2, column 2: is not YAML "),
        ("a: *b\n", r", line 1, column 4: is not YAML \(found undefined alias 'b'\)"),
        ("a: !!python/object:os.system 1\n", r", line 1, column 4: is not YAML \(could not det"),
        ("a: 1\n---\nb: 2\n", r", line 2, column 1: is not YAML \(but found another document\)"),
        ("? [a]\n: 1\n", r", line 1, column 3: is not YAML \(found unhashable key\)"),
        ("a: 1\nb: \0\n", r", line 2, column 4: is not YAML \(a control character\)"),
        ("a: 2024-13-45\n", r": a value cannot be read \(month must be in 1\.\.12"),
        pytest.param(f"a: {'1' * 5000}\n", r": a value cannot be read .*: put it in", id="number"),
        ("a: 1\nb: 2\na: 3\n", ", line 3: key 'a' is there twice, first on line 1: leave one out"),
        ("a: {b: 1, b: 2}\n", ", line 1: key 'b' is there twice, first on line 1: leave one out"),
        ('{"a": 1, "a": 2}', ": key 'a' is there twice: leave one out"),
        pytest.param(DEEP, ": is nested too deeply for a config", id="deep"),
        pytest.param(BOMB, ": is nested too deeply or too large for a config", id="aliases"),
        ("a: &a {b: *a}\n", ": is nested too deeply or too large for a config"),
        ("title: für\n".encode("latin-1"), ", line 1: not UTF-8 text: save the config as UTF-8"),
        pytest.param(b"#" * 10_000_001, ": holds more than 10,000,000 bytes", id="large"),
    ],
)
def test_a_file_that_is_no_config_is_refused_by_line(folder, text, message):
    write(text)
    with pytest.raises(UserError, match=rf"^config\.yaml{message}") as raised:
        gather()
    assert "\n" not in str(raised.value)
    assert len(str(raised.value)) < 300


def test_a_merge_key_may_be_there_twice(folder):
    write("x: &x {b: 1}\ny: &y {c: 2}\na:\n  <<: *x\n  b: 3\n")
    assert read_config("config.yaml")["a"] == {"b": 3}


def test_no_config_is_told_with_the_ways_to_give_one(folder):
    message = (
        rf"^config: config\.yaml does not exist in {folder}: write it \(config/README\.md shows "
        r"how\), or name the folder that has it with --directory, or another file with --config"
    )
    with pytest.raises(UserError, match=message):
        gather()
    with pytest.raises(UserError, match=message):
        gather({"samples": "a.tsv"})
    (folder / "config.yaml").mkdir()
    with pytest.raises(UserError, match=r"^config\.yaml: is a folder, expected a config$"):
        gather()


def test_what_the_command_line_says_comes_before_the_file(folder):
    write("a: {b: 1, c: 2}\nd: 3\n")
    assert gather().values == {"a": {"b": 1, "c": 2}, "d": 3}
    given = gather({"a": {"c": 5}})
    assert (given.values, given.merged) == ({"a": {"b": 1, "c": 5}, "d": 3}, "")


def test_two_files_are_merged_and_it_is_said(folder):
    write("a: {b: 1}\n")
    given = gather({"a": {"c": 2}}, [folder / "two.yaml"])
    assert given.values == {"a": {"b": 1, "c": 2}}
    assert given.merged == (
        "config.yaml and two.yaml were merged, key by key: for each study its own folder, named "
        "with --directory, or add --replace-workflow-config to leave config.yaml out"
    )
    assert gather({"a": {"b": 1}}, [folder / "config.yaml"]).merged == ""
    assert gather({"e": 1}, [folder / "two.yaml"], alone=True).values == {"e": 1}


def test_a_file_of_the_command_line_stands_for_one_that_is_not_there(folder):
    assert gather({"a": 1}, ["/elsewhere/two.yaml"]).values == {"a": 1}


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=10,
)
KEYS = st.sampled_from(
    ["samples", "expression", "library", "counts", "quality", "reference", "", "a\nb", "evidence"]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(KEYS | st.text(max_size=4), VALUES), VALUES)
def test_any_values_give_a_config_or_one_line(folder, values, section):
    values = {"samples": "a.tsv", **values, "expression": {"design": "~ a", "contrasts": section}}
    write(yaml.dump(values, allow_unicode=True).encode("utf-8", "surrogatepass"))
    words = refusal_of(lambda: check_config(gather().values, SCHEMA))
    assert "\n" not in words
    assert len(words) < 1000


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60) | st.text("ab:-[]{}&*!|>'\"%@`\t\n #?,0", max_size=40))
def test_any_bytes_are_a_config_or_one_line(folder, content):
    write(content if isinstance(content, bytes) else content.encode())
    assert "\n" not in refusal_of(lambda: read_config("config.yaml"))


def test_merging_leaves_both_alone():
    one, two = {"a": {"b": 1}}, {"a": {"c": 2}}
    assert merge(one, two) == {"a": {"b": 1, "c": 2}}
    assert (one, two) == ({"a": {"b": 1}}, {"a": {"c": 2}})
    assert merge({"a": {"b": 1}}, {"a": None}) == {"a": None}
