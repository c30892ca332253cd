"""What code a script runs, and the digest of all of it."""

from pathlib import Path

from mirtrd.core.provenance import digest_code, digest_imports, find_imports


def write(folder: Path, **files: str) -> Path:
    """A package ``p`` with these modules in a folder ``a``."""
    (folder / "p" / "a").mkdir(parents=True)
    for name, text in files.items():
        (folder / "p" / "a" / f"{name}.py").write_text(text)
    return folder / "p"


def test_imports_are_followed_wherever_a_statement_can_stand(tmp_path):
    package = write(
        tmp_path,
        script="def main():\n    if 1:\n        import p.a.one\n",
        one=(
            "try:\n    pass\nexcept OSError:\n    from p.a import two\n"
            "else:\n    from p.a.three import x\nfinally:\n    from p.a import four\n"
        ),
        two="class C:\n    match 1:\n        case 1:\n            import p.a.five as f\n",
        three="x = 1",
        four="while 0:\n    pass\nelse:\n    with x:\n        from p.a import six\n",
        five="",
        six="async def f():\n    for x in ():\n        import p.a.script\n",
        stranger="import os",
    )
    found = find_imports(package / "a" / "script.py", package)
    assert {path.stem for path in found} == {
        *("script", "one", "two", "three", "four", "five", "six")
    }


def test_the_digest_is_of_what_is_imported_and_not_of_the_script_itself(tmp_path):
    package = write(tmp_path, script="import p.a.one", one="x = 1", stranger="y = 1")
    script = package / "a" / "script.py"
    before = digest_imports(script, package)
    script.write_text("import p.a.one  # the same")
    (package / "a" / "stranger.py").write_text("y = 2")
    assert digest_imports(script, package) == before
    (package / "a" / "one.py").write_text("x = 2")
    assert digest_imports(script, package) != before


def test_the_digest_of_a_checkout_is_of_code_and_shipped_tables(tmp_path):
    code = ("Snakefile", "workflow/rules/a.smk", "resources/kits.tsv", "workflow/report/page/a.js")
    for name in (*code, "README.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("1")
    before = digest_code(tmp_path)
    (tmp_path / "README.md").write_text("2")
    (tmp_path / "workflow" / "rules" / "a.pyc").write_text("2")
    assert digest_code(tmp_path) == before
    for name in code:
        (tmp_path / name).write_text("2")
        assert digest_code(tmp_path) != before
        before = digest_code(tmp_path)
