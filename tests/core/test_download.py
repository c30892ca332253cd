"""Downloads from a server on this machine: the right bytes, or one line, and nothing in between."""

import errno
import hashlib
import re
import time
from pathlib import Path

import pytest

from builders import archive
from builders.archive import PAGE, busy, cut_off, drip, gzipped_reads, instead, without_ranges
from mirtrd.core import download
from mirtrd.core.digests import md5_of
from mirtrd.core.download import Remote, fetch, locate, retry_after
from mirtrd.core.job import UserError

CONTENT = gzipped_reads(1, 2000)
OTHER = gzipped_reads(2, 2000)
MD5 = hashlib.md5(CONTENT).hexdigest()
FILE = "/x.fastq.gz"


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setattr(download, "PAUSE", 0.0)
    monkeypatch.setattr(download, "TIMEOUT", 5.0)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with archive.serving() as server:
        server.files[FILE] = CONTENT
        yield server


@pytest.fixture
def waits(monkeypatch):
    """How long each attempt waited (s)."""
    found = []
    monkeypatch.setattr(download.time, "sleep", found.append)
    return found


def known(server, **facts) -> Remote:
    """The file of the server, with what an archive tells of it."""
    facts = {"size": len(CONTENT), "md5": MD5} | facts
    return Remote(address=f"{server.address}{FILE}", mirror="archive.mirror", **facts)


def unknown(server) -> Remote:
    return Remote(address=f"{server.address}{FILE}", mirror="archive.mirror")


def refused(remote: Remote, target: Path) -> str:
    """The one line that a download ends with; the target is not there."""
    with pytest.raises(UserError) as raised:
        fetch(remote, target)
    assert not target.exists()
    message = str(raised.value)
    assert "\n" not in message
    return message.removeprefix(remote.address)


def whole(folder: Path) -> bool:
    """The file is there, and nothing else."""
    [path] = folder.iterdir()
    return path.name == "x.fastq.gz" and path.read_bytes() == CONTENT


@pytest.mark.parametrize("remote_of", [known, unknown])
def test_a_file_is_fetched_in_one_request(tmp_path, server, remote_of):
    fetch(remote_of(server), tmp_path / "x.fastq.gz")
    assert whole(tmp_path)
    assert server.requests == [(FILE, 0)]


def test_what_is_there_already_is_not_fetched_again(tmp_path, server):
    (tmp_path / "x.fastq.gz.part").write_bytes(CONTENT)
    fetch(known(server), tmp_path / "x.fastq.gz")
    assert whole(tmp_path)
    assert server.requests == []


def test_a_part_is_continued(tmp_path, server):
    (tmp_path / "x.fastq.gz.part").write_bytes(CONTENT[:7000])
    fetch(known(server), tmp_path / "x.fastq.gz")
    assert whole(tmp_path)
    assert server.requests == [(FILE, 7000)]


def test_a_part_of_what_cannot_be_checked_is_thrown_away(tmp_path, server):
    (tmp_path / "x.fastq.gz.part").write_bytes(OTHER[:7000])
    fetch(unknown(server), tmp_path / "x.fastq.gz")
    assert whole(tmp_path)
    assert server.requests == [(FILE, 0)]


def test_a_part_of_another_file_is_found_by_the_md5_and_fetched_anew(tmp_path, server):
    (tmp_path / "x.fastq.gz.part").write_bytes(OTHER[:7000])
    fetch(known(server), tmp_path / "x.fastq.gz")
    assert whole(tmp_path)
    assert server.asked(FILE) == [7000, 0]


def test_a_part_that_is_longer_than_the_file_is_fetched_anew(tmp_path, server):
    (tmp_path / "x.fastq.gz.part").write_bytes(CONTENT + b"more")
    fetch(known(server), tmp_path / "x.fastq.gz")
    assert whole(tmp_path)
    assert server.asked(FILE) == [len(CONTENT) + 4, 0]


def test_a_server_without_ranges_starts_again(tmp_path, server):
    server.trouble(FILE, without_ranges())
    (tmp_path / "x.fastq.gz.part").write_bytes(CONTENT[:7000])
    fetch(known(server), tmp_path / "x.fastq.gz")
    assert whole(tmp_path)
    assert server.requests == [(FILE, 7000)]


def test_another_total_than_expected_is_not_continued(tmp_path, server):
    server.trouble(FILE, archive.continued_as(OTHER + b"more"))
    (tmp_path / "x.fastq.gz.part").write_bytes(CONTENT[:7000])
    fetch(known(server), tmp_path / "x.fastq.gz")
    assert whole(tmp_path)
    assert server.asked(FILE) == [7000, 0]


@pytest.mark.parametrize("remote_of", [known, unknown])
def test_what_is_cut_off_goes_on_where_it_was(tmp_path, server, remote_of):
    server.trouble(FILE, cut_off(5000), cut_off(3000))
    fetch(remote_of(server), tmp_path / "x.fastq.gz")
    assert whole(tmp_path)
    assert server.asked(FILE) == [0, 5000, 8000]


def test_each_part_of_a_long_way_is_a_first_attempt(tmp_path, server, monkeypatch):
    monkeypatch.setattr(download, "PROGRESS", 5000)
    server.trouble(FILE, *[cut_off(5000)] * 6)
    fetch(known(server), tmp_path / "x.fastq.gz")
    assert whole(tmp_path)
    assert server.asked(FILE) == [n * 5000 for n in range(7)]


def test_what_is_always_cut_off_is_given_up_and_keeps_its_part(tmp_path, server):
    server.trouble(FILE, always=cut_off(10))
    message = refused(known(server), tmp_path / "x.fastq.gz")
    assert message == (
        f": cannot be downloaded (cut off after 30 of {len(CONTENT)} bytes; tried 3 times): try "
        "later, or name a copy in archive.mirror"
    )
    assert (tmp_path / "x.fastq.gz.part").read_bytes() == CONTENT[:30]


def test_a_server_without_ranges_that_cuts_off_is_given_up(tmp_path, server, monkeypatch):
    monkeypatch.setattr(download, "PROGRESS", 5000)
    server.trouble(FILE, always=without_ranges(5000))
    message = refused(known(server), tmp_path / "x.fastq.gz")
    assert "cut off after 5000" in message
    assert len(server.requests) == 3


def test_503_twice_then_fine(tmp_path, server, waits, monkeypatch):
    monkeypatch.setattr(download, "PAUSE", 5.0)
    server.trouble(FILE, busy(), busy(502))
    fetch(known(server), tmp_path / "x.fastq.gz")
    assert whole(tmp_path)
    assert waits == [5.0, 10.0]


def test_a_server_that_stays_busy_is_given_up(tmp_path, server):
    server.trouble(FILE, always=busy())
    message = refused(known(server), tmp_path / "x.fastq.gz")
    assert message.startswith(": cannot be downloaded (503 Service Unavailable; tried 3 times)")
    assert len(server.requests) == 3


def test_a_server_is_left_alone_for_as_many_seconds_as_it_asks(tmp_path, server, waits):
    server.trouble(FILE, busy(429, "7"), busy(503, archive.in_seconds(90)))
    fetch(known(server), tmp_path / "x.fastq.gz")
    assert whole(tmp_path)
    assert waits[0] == 7
    assert waits[1] == pytest.approx(90, abs=3)


def test_a_server_that_asks_for_hours_is_not_waited_for(tmp_path, server, waits):
    server.trouble(FILE, always=busy(429, "7200"))
    message = refused(known(server), tmp_path / "x.fastq.gz")
    assert message == (": the server asks to wait for 7,200 s (429 Too Many Requests): try later")
    assert waits == []


@pytest.mark.parametrize(
    ("header", "expected"),
    [(None, None), ("0", 0), (" 12 ", 12), ("soon", None), ("Wed, 21 Oct 2015 07:28:00 GMT", 0)],
)
def test_the_time_to_wait_is_a_number_or_a_date(header, expected):
    assert retry_after(header) == expected


def test_what_is_not_there_is_asked_for_once(tmp_path, server):
    server.files.clear()
    assert refused(known(server), tmp_path / "x.fastq.gz") == ": 404 Not Found"
    assert len(server.requests) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_web_page_is_refused_and_the_part_kept(tmp_path, server):
    server.trouble(FILE, always=instead(PAGE))
    (tmp_path / "x.fastq.gz.part").write_bytes(CONTENT[:7000])
    message = refused(known(server), tmp_path / "x.fastq.gz")
    assert message == ": is an HTML page, expected x.fastq.gz"
    assert (tmp_path / "x.fastq.gz.part").read_bytes() == CONTENT[:7000]


def test_what_is_not_gzipped_is_refused(tmp_path, server):
    server.files[FILE] = b"@r1\nACGT\n+\nIIII\n"
    message = refused(unknown(server), tmp_path / "x.fastq.gz")
    assert message == ": is not gzipped, expected x.fastq.gz"


def test_a_redirect_to_a_file_is_followed(tmp_path, server):
    server.files["/elsewhere.fastq.gz"] = server.files.pop(FILE)
    server.trouble(FILE, archive.moved("/elsewhere.fastq.gz"))
    fetch(known(server), tmp_path / "x.fastq.gz")
    assert whole(tmp_path)


def test_a_redirect_to_a_folder_is_refused(tmp_path, server):
    server.files["/folder/"] = b"x.fastq.gz\n"
    server.trouble(FILE, always=archive.moved("/folder/"))
    message = refused(known(server), tmp_path / "x.fastq.gz")
    assert message == f": leads to a folder, {server.address}/folder/"


def test_a_redirect_that_leads_back_is_told_in_one_line(tmp_path, server):
    server.trouble(FILE, always=archive.moved(FILE))
    message = refused(known(server), tmp_path / "x.fastq.gz")
    assert re.fullmatch(r": 30\d The HTTP server returned .* infinite loop\. .*", message)
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_md5_is_tried_once_more(tmp_path, server):
    wrong = CONTENT[:-1] + b"x"
    server.trouble(FILE, instead(wrong))
    fetch(known(server), tmp_path / "x.fastq.gz")
    assert whole(tmp_path)
    assert server.asked(FILE) == [0, 0]


def test_a_wrong_md5_twice_leaves_nothing(tmp_path, server):
    wrong = CONTENT[:-1] + b"x"
    server.trouble(FILE, always=instead(wrong))
    message = refused(known(server), tmp_path / "x.fastq.gz")
    assert message.startswith(f": its MD5 is {hashlib.md5(wrong).hexdigest()}, expected {MD5}, twi")
    assert list(tmp_path.iterdir()) == []
    assert server.asked(FILE) == [0, 0]


@pytest.mark.parametrize("content", [CONTENT[:-1], CONTENT + b"x"])
def test_a_wrong_size_is_refused(tmp_path, server, content):
    server.files[FILE] = content
    message = refused(known(server), tmp_path / "x.fastq.gz")
    assert message.startswith(f": has {len(content):,} bytes, expected {len(CONTENT):,}, twice")
    assert list(tmp_path.iterdir()) == []


def test_what_is_larger_than_it_can_be_is_not_fetched(tmp_path, server):
    remote = Remote(address=f"{server.address}{FILE}", mirror="archive.mirror", most_bytes=1000)
    message = refused(remote, tmp_path / "x.fastq.gz")
    assert message == f": has {len(CONTENT):,} bytes or more, expected 1,000 at most"


def test_a_server_that_does_not_answer_is_not_waited_for(tmp_path, server, monkeypatch):
    monkeypatch.setattr(download, "TIMEOUT", 0.1)
    server.trouble(FILE, always=archive.silent)
    message = refused(known(server), tmp_path / "x.fastq.gz")
    assert message.startswith(": cannot be downloaded (timed out; tried 3 times)")


def test_a_slow_drip_is_given_up_and_goes_on_later(tmp_path, server, monkeypatch):
    monkeypatch.setattr(download, "TIMEOUT", 0.2)
    server.trouble(FILE, *[drip(10, 0.05)] * 3)
    since = time.monotonic()
    message = refused(known(server), tmp_path / "x.fastq.gz")
    assert " bytes in 0 s; tried 3 times)" in message
    assert time.monotonic() - since < 5
    there = (tmp_path / "x.fastq.gz.part").stat().st_size
    assert 0 < there < 1000
    fetch(known(server), tmp_path / "x.fastq.gz")
    assert whole(tmp_path)
    assert server.asked(FILE)[-1] == there


def test_without_a_server_a_mirror_is_proposed(tmp_path):
    remote = Remote(address="http://127.0.0.1:9/x.gz", mirror="archive.mirror")
    download.PAUSE, before = 0.0, download.PAUSE
    try:
        message = refused(remote, tmp_path / "x.gz")
    finally:
        download.PAUSE = before
    assert "Connection refused; tried 3 times" in message
    assert message.endswith("or name a copy in archive.mirror")


def test_a_full_disk_ends_all_attempts(tmp_path, server, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(download, "_opened", lambda part, mode: open("/dev/full", "wb"))  # noqa: PTH123, SIM115
    with pytest.raises(UserError, match=r"\.part: cannot be written \(No space left on device\)"):
        fetch(known(server), tmp_path / "x.fastq.gz")
    assert len(server.requests) == 1


def test_a_folder_is_a_mirror(tmp_path):
    (tmp_path / "mirror").mkdir()
    (tmp_path / "made").mkdir()
    (tmp_path / "mirror" / "x.fastq.gz").write_bytes(CONTENT)
    address = locate("https://archive.org/far/x.fastq.gz", "x.fastq.gz", f"{tmp_path}/mirror/")
    remote = Remote(address=address, mirror="archive.mirror", size=len(CONTENT), md5=MD5)
    fetch(remote, tmp_path / "made" / "x.fastq.gz")
    assert whole(tmp_path / "made")
    absent = Remote(address=str(tmp_path / "mirror" / "y.gz"), mirror="archive.mirror")
    assert refused(absent, tmp_path / "made" / "y.gz") == ": does not exist (archive.mirror)"


def test_without_a_mirror_the_address_is_used():
    assert locate("https://archive.org/far/x.gz", "x.gz", None) == "https://archive.org/far/x.gz"


def test_the_md5_is_that_of_the_whole_file(tmp_path):
    (tmp_path / "x").write_bytes(CONTENT)
    assert md5_of(tmp_path / "x") == MD5
