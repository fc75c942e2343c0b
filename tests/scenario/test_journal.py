"""Files put in place together: whatever fails, and whenever the program is killed, the old ones or the new ones."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hds_tco.scenario import ScenarioError
from hds_tco.scenario.journal import BusyError, _locked, mark, recover
from hds_tco.scenario.output import write_together, write_whole

NAMES = ("a.pptx", "b.xlsx", "c.pdf", "d.html")
OLD, NEW = dict.fromkeys(NAMES, b"old"), dict.fromkeys(NAMES, b"new!")


def state(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def filled(folder: Path, contents: dict[str, bytes]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return folder


# Runs the writing again and again in a child, killed at the first, second, … access to the disk.
KILLED = textwrap.dedent(
    """
    import os, signal, sys
    from pathlib import Path
    from hds_tco.scenario.journal import recover
    from hds_tco.scenario.output import write_together

    folder, force, count = Path(sys.argv[1]), sys.argv[2] == "force", int(sys.argv[3])
    names = ("a.pptx", "b.xlsx", "c.pdf", "d.html")[:count]
    old = dict.fromkeys(names, b"old") if force else {}
    new = dict.fromkeys(names, b"new!")
    events = ("open", "os.rename", "os.link", "os.remove", "os.chmod", "tempfile.mkstemp", "os.listdir")

    def empty():
        for path in folder.iterdir():
            path.unlink()

    def state():
        return {path.name: path.read_bytes() for path in folder.iterdir()}

    def in_a_child(act, at):
        child = os.fork()
        if child == 0:
            left = [at]

            def kill(event, _):
                if event in events:
                    left[0] -= 1
                    if left[0] == 0:
                        os.kill(os.getpid(), signal.SIGKILL)

            sys.addaudithook(kill)
            act()
            os._exit(0)
        return os.waitpid(child, 0)[1]

    outcomes = set()
    for at in range(1, 1000):
        empty()
        for name, content in old.items():
            (folder / name).write_bytes(content)
        status = in_a_child(lambda: write_together({folder / name: new[name] for name in names}, force=force), at)
        if status == 0:
            assert state() == new, state()
            break
        in_a_child(lambda: recover(folder), 1 + at % 7)  # what mends is killed too
        recover(folder)
        assert state() in (old, new), (at, state())
        outcomes.add(state() == new)
    assert outcomes == {False, True}, outcomes
    print(at)
    """
)


@pytest.mark.parametrize("count", [1, 4])
@pytest.mark.parametrize("force", ["force", "anew"])
@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
def test_killed_at_any_access_to_the_disk(count: int, force: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path), force, str(count)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 5 * count


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "full"), PermissionError(errno.EACCES, "open elsewhere")])
@pytest.mark.parametrize("rank", range(1, 5))
@pytest.mark.parametrize("place", ["fsync", "rename"])
@pytest.mark.parametrize("force", [True, False])
def test_a_file_that_cannot_be_written_changes_nothing(
    error: OSError, rank: int, place: str, force: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = filled(tmp_path / "out", OLD if force else {"mine.txt": b"mine"})
    before = state(folder)
    calls = 0

    def failing(real: Callable[..., Any], counts: Callable[..., bool]) -> Callable[..., Any]:
        def call(*words: Any, **named: Any) -> Any:
            nonlocal calls
            calls += counts(*words)
            if counts(*words) and calls == rank:
                raise error
            return real(*words, **named)

        return call

    if place == "fsync":
        monkeypatch.setattr(os, "fsync", failing(os.fsync, lambda _: True))
    elif force:
        monkeypatch.setattr(Path, "replace", failing(Path.replace, lambda part, to: to.name in NAMES))
    else:
        denied = OSError(errno.ENOSPC, "full") if error.errno == errno.ENOSPC else OSError(errno.EIO, "broken")
        error = denied
        monkeypatch.setattr(os, "link", failing(os.link, lambda part, to: Path(to).name in NAMES))
    with pytest.raises(ScenarioError) as caught:
        write_together({folder / name: NEW[name] for name in NAMES}, force=force)
    monkeypatch.undo()
    assert state(folder) == before
    wrong, *others = caught.value.faults
    assert (wrong.code, wrong.file) == ("out_unwritable", str(folder / NAMES[rank - 1]))
    assert [(fault.code, fault.file) for fault in others] == [
        ("out_unchanged", str(folder / name)) for name in NAMES if name != NAMES[rank - 1]
    ]


def test_a_folder_made_for_nothing_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ScenarioError):
        write_together({tmp_path / "x" / "y" / "a": b"new"}, force=False)
    assert list(tmp_path.iterdir()) == []


def test_without_force_no_place_that_is_taken(tmp_path: Path) -> None:
    """Not even one that was free when the work began: two runs at once."""
    folder = filled(tmp_path / "out", {"c.pdf": b"another's"})
    with pytest.raises(ScenarioError) as caught:
        write_together({folder / name: NEW[name] for name in NAMES}, force=False)
    assert caught.value.faults[0].code == "out_exists"
    assert state(folder) == {"c.pdf": b"another's"}
    with pytest.raises(ScenarioError):
        write_whole(folder / "c.pdf", "mine", force=False)
    assert state(folder) == {"c.pdf": b"another's"}


def test_with_force_what_another_wrote_meanwhile_stays(tmp_path: Path) -> None:
    folder = filled(tmp_path / "out", OLD)
    paths = {folder / name: NEW[name] for name in NAMES}
    before = {path: mark(path) for path in paths}
    (folder / "b.xlsx").write_bytes(b"another's")
    with pytest.raises(ScenarioError) as caught:
        write_together(paths, force=True, before=before)
    assert [fault.code for fault in caught.value.faults] == ["out_changed", *["out_unchanged"] * 3]
    assert state(folder) == OLD | {"b.xlsx": b"another's"}


def test_a_live_run_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    part = tmp_path / ".hds-tco.abcd1234.part"
    part.write_bytes(b"half")
    monkeypatch.setattr("hds_tco.scenario.journal.PATIENCE_S", 0)
    with _locked(tmp_path, 0) as alone:
        assert alone
        recover(tmp_path)
        assert part.exists()
        with pytest.raises(ScenarioError) as caught:
            write_together({tmp_path / "a": b"new"}, force=True)
        assert [fault.code for fault in caught.value.faults] == ["out_busy"]
        with pytest.raises(BusyError), _locked(tmp_path, 0):
            pass
    recover(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_only_ours_is_swept(tmp_path: Path) -> None:
    mine = [".hds-tco.part", ".hds-tco.ABCD1234.part", "x.hds-tco.abcd1234.part", ".hds-tco.toml", "a.part"]
    for name in mine:
        (tmp_path / name).touch()
    (tmp_path / ".hds-tco.abcd1234.part").mkdir()
    (tmp_path / ".hds-tco.abcd1235.part").symlink_to(tmp_path / "a.part")
    (tmp_path / ".hds-tco.abcd1236.old").touch()
    recover(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {*mine, ".hds-tco.abcd1234.part", ".hds-tco.abcd1235.part"}
