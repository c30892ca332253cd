"""MD5 sums, as archives ask for them."""

from mirtrd.core.digests import md5_of


def test_the_sum_is_that_of_md5sum(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"abc")
    assert md5_of(path) == "900150983cd24fb0d6963f7d28e17f72"  # RFC 1321
    path.write_bytes(b"")
    assert md5_of(path) == "d41d8cd98f00b204e9800998ecf8427e"
