"""What is kept comes back whole or not at all, and only from where nobody else could have written it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from hds_tco.trace import Program, symbol_input, tiered, unroll, user_cache
from hds_tco.trace.compiled import llvm
from hds_tco.trace.instructions import coded, decoded
from hds_tco.trace.tiered import TieredRunner

if TYPE_CHECKING:
    from hds_tco.trace import Rows

KEY = user_cache.key_of("test")
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="rights are those of the user's profile there")


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep entries in a folder that is not there yet."""
    monkeypatch.setenv(user_cache.FOLDER_VARIABLE, str(tmp_path / "above" / "kept"))
    return tmp_path / "above" / "kept"


def entry(kept: Path) -> Path:
    (found,) = kept.iterdir()
    return found


def count(kept: Path) -> int:
    return len(list(kept.iterdir()))


def effort(runner: TieredRunner) -> int | None:
    return runner.effort


def small() -> Rows:
    price, share = symbol_input("price", 10.0), symbol_input("share", 0.5)
    return unroll({"total": np.exp(price * share) - 0.0 / price, "two": symbol_input("", 2.0)}, ["price"], ["share"])


def priced(runner: Program | TieredRunner, draws: int = 16) -> bytes:
    out = np.empty((2, draws))
    runner.run([np.linspace(1.0, 2.0, draws)], out, [0.5])
    return out.tobytes()


def test_what_was_kept_comes_back(kept: Path) -> None:
    assert user_cache.load(KEY) is None
    user_cache.save(KEY, b"content")
    assert user_cache.load(KEY) == b"content"
    user_cache.save(KEY, b"")
    assert user_cache.load(KEY) == b""
    assert entry(kept).name == KEY + user_cache.SUFFIX
    assert user_cache.load(user_cache.key_of("another")) is None


@pytest.mark.parametrize(
    "spoil", [lambda old: old[:-1], lambda old: old + b"x", lambda old: b"x" + old[1:], lambda _: b""]
)
def test_an_entry_that_is_not_whole_is_not_used(kept: Path, spoil: object) -> None:
    user_cache.save(KEY, b"content")
    entry(kept).write_bytes(spoil(entry(kept).read_bytes()))  # type: ignore[operator]
    assert user_cache.load(KEY) is None


def test_an_entry_under_another_key_is_not_used(kept: Path) -> None:
    user_cache.save(KEY, b"content")
    other = user_cache.key_of("another")
    entry(kept).rename(kept / (other + user_cache.SUFFIX))
    assert user_cache.load(other) is None


@POSIX
@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_a_file_that_others_may_write_is_not_used(kept: Path, mode: int) -> None:
    user_cache.save(KEY, b"content")
    assert entry(kept).stat().st_mode & 0o777 == 0o600
    entry(kept).chmod(mode)
    assert user_cache.load(KEY) is None


@POSIX
@pytest.mark.parametrize("mode", [0o770, 0o707, 0o1777])
def test_a_folder_that_others_may_write_is_neither_read_nor_written(kept: Path, mode: int) -> None:
    user_cache.save(KEY, b"content")
    assert kept.stat().st_mode & 0o777 == 0o700
    kept.chmod(mode)
    assert user_cache.load(KEY) is None
    user_cache.save(user_cache.key_of("another"), b"content")
    assert count(kept) == 1


@POSIX
@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_another_user_owns_is_not_used(kept: Path, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    user_cache.save(KEY, b"content")
    mine, stranger = os.geteuid(), (entry(kept) if what == "file" else kept).stat().st_ino
    true = os.fstat

    def fstat(handle: int) -> os.stat_result:
        found = true(handle)
        owner = mine + 1 if found.st_ino == stranger else mine
        return os.stat_result((*found[:4], owner, *found[5:]))

    monkeypatch.setattr(os, "fstat", fstat)
    assert user_cache.load(KEY) is None


@POSIX
@pytest.mark.parametrize("what", ["file", "folder"])
def test_no_link_is_followed(kept: Path, what: str) -> None:
    user_cache.save(KEY, b"content")
    linked = entry(kept) if what == "file" else kept
    elsewhere = kept.parent / "elsewhere"
    linked.rename(elsewhere)
    linked.symlink_to(elsewhere)
    assert user_cache.load(KEY) is None


@POSIX
def test_a_pipe_does_not_hold_the_reader_up(kept: Path) -> None:
    user_cache.save(KEY, b"content")
    place = entry(kept)
    place.unlink()
    os.mkfifo(place, 0o600)
    assert user_cache.load(KEY) is None


@pytest.mark.parametrize("stands", ["file", "under a file"])
def test_a_folder_that_cannot_be_made_is_done_without(kept: Path, stands: str) -> None:
    kept.parent.mkdir()
    if stands == "file":
        kept.write_text("")
    else:
        kept.parent.rmdir()
        kept.parent.write_text("")
    user_cache.save(KEY, b"content")
    assert user_cache.load(KEY) is None


def test_a_write_that_fails_leaves_nothing(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left")

    user_cache.save(KEY, b"content")
    with monkeypatch.context() as broken:
        broken.setattr(Path, "replace", full)
        user_cache.save(KEY, b"other")
    assert user_cache.load(KEY) == b"content"
    assert count(kept) == 1


def test_it_can_be_turned_off(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    user_cache.save(KEY, b"content")
    monkeypatch.setenv(user_cache.FOLDER_VARIABLE, "off")
    assert user_cache.folder() is None
    assert user_cache.load(KEY) is None
    user_cache.save(user_cache.key_of("another"), b"content")
    assert count(kept) == 1


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the XDG rule")
def test_the_folder_is_where_the_desktop_rule_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(user_cache.FOLDER_VARIABLE, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "own"))
    assert user_cache.folder() == tmp_path / "own" / "hds-tco"
    for ignored in ("", "not/absolute"):
        monkeypatch.setenv("XDG_CACHE_HOME", ignored)
        assert user_cache.folder() == tmp_path / ".cache" / "hds-tco"


def test_the_oldest_make_room(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(user_cache, "MOST_ENTRIES", 2)
    keys = [user_cache.key_of(rank) for rank in range(3)]
    for age, key in zip((30, 20), keys, strict=False):
        user_cache.save(key, b"content")
        when = (kept / (key + user_cache.SUFFIX)).stat().st_mtime - age
        os.utime(kept / (key + user_cache.SUFFIX), (when, when))
    user_cache.save(keys[2], b"content")
    assert [user_cache.load(key) is not None for key in keys] == [False, True, True]


def test_many_processes_keep_the_same_thing_at_once(kept: Path) -> None:
    code = "from hds_tco.trace import user_cache as c\nfor _ in range(40):\n    c.save('k', b'x' * 200_000)\n    "
    code += "assert c.load('k') == b'x' * 200_000"
    running = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(2)]
    assert [each.wait(60) for each in running] == [0, 0]
    assert user_cache.load("k") == b"x" * 200_000
    assert entry(kept).name == "k" + user_cache.SUFFIX


def test_rows_come_back_as_they_were() -> None:
    rows = small()
    assert decoded(coded(rows)) == rows
    assert priced(Program(decoded(coded(rows)))) == priced(Program(rows))
    odd = unroll({"odd": symbol_input("price", 1.0) * -np.inf + np.float64(-0.0)}, ["price"])
    assert str(decoded(coded(odd))) == str(odd)


def test_compiled_rows_come_back_without_a_compiler(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = TieredRunner(small(), KEY)
    first.expect(tiered.EFFORTS[-1][0])
    assert count(kept) == 1
    with monkeypatch.context() as broken:
        broken.setattr(llvm, "_emitted", None)  # whoever compiles fails
        again = TieredRunner(small(), KEY, returned=True)
    assert effort(again) == effort(first) == tiered.EFFORTS[-1][1]
    assert priced(again) == priced(first) == priced(Program(small()))


def test_rows_that_return_are_compiled_sooner(kept: Path) -> None:
    returned = TieredRunner(small(), KEY, returned=True)
    assert effort(returned) is None
    priced(returned, tiered.RETURNED)
    assert effort(returned) == tiered.EFFORTS[-1][1]
    assert count(kept) == 1
