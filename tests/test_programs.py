"""What the machine must bring: one list, which the README, the tests and the script that installs it agree upon."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.programs import missing_programs, program, system_packages

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "tools" / "system_packages.sh"
LIBREOFFICE = ("soffice", "localc", "loimpress")
LISTED = {name for kind, names, _ in system_packages() if kind == "program" for name in names}
# The shell's own words that the script needs; `chromium` and the rest of the list are not among them.
SHELL = ("bash", "env", "dirname", "grep", "find", "tr", "mktemp", "rm", "cat", "id")

Machine = Callable[..., subprocess.CompletedProcess[str]]


def calls(path: Path) -> set[str]:
    """Return the programs that a file names where it starts or looks for one."""
    named = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and re.search(r"(^|\.)(which|program|run|Popen|_run)$", ast.unparse(node.func)):
            first = node.args[0] if node.args else None
            word = first.elts[0] if isinstance(first, ast.List) and first.elts else first
            if isinstance(word, ast.Constant) and isinstance(word.value, str):
                named.add(word.value)
    return named


@pytest.mark.parametrize("name", ["README.md", "README.fr.md"])
def test_the_readme_names_every_system_package_and_no_other(name: str) -> None:
    part = re.split(r"^## ", (ROOT / name).read_text("utf-8"), flags=re.MULTILINE)[1]
    needs = part[: part.index("conda")]
    listed = {name for _, _, packages in system_packages() for word in packages for name in word.split("|")}
    named = set(re.findall(r"`([a-z0-9-]+)`", needs)) - {"make", "apt-get", "sudo"}
    assert named == listed


def test_every_program_that_tests_look_for_is_in_the_list() -> None:
    files = [*(ROOT / "tests").rglob("*.py"), ROOT / "tools" / "pictures.py", ROOT / "tools" / "lab.py"]
    named = {word for path in files for word in calls(path)}
    assert {"soffice", "pdftoppm", "pdftotext"} <= named  # the search sees them
    assert named - LISTED <= {"bash", "git"}  # without git a walk does; bash every Makefile needs


def test_tests_look_for_a_listed_program_in_one_way_only() -> None:
    alone = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests").rglob("*.py")
        for name in re.findall(r"which\(\"([a-z-]+)\"", path.read_text("utf-8"))
        if name in LISTED
    }
    assert alone == set()


def test_the_list_is_the_only_place_that_names_packages_to_install() -> None:
    for place in (".ci/run", "Makefile"):
        written = (ROOT / place).read_text("utf-8")
        assert not re.search(r"libreoffice|poppler|fonts-|\bchromium\b", written), place


@pytest.mark.parametrize("missing", LIBREOFFICE)
def test_a_program_that_lacks_one_of_its_parts_is_skipped_with_its_packages(
    missing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in LIBREOFFICE:
        (tmp_path / name).symlink_to("/bin/true")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert program("soffice") == str(tmp_path / "soffice")
    (tmp_path / missing).unlink()
    with pytest.raises(pytest.skip.Exception, match=rf"^{missing} is not .*libreoffice-calc, libreoffice-impress"):
        program("soffice")


def test_chromium_may_be_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("CHROMIUM", "/bin/true")
    assert program("chromium") == "/bin/true"


def test_what_was_skipped_for_other_reasons_is_not_counted() -> None:
    reasons = [
        "Skipped: later",
        *["soffice is not on this machine (libreoffice-calc)"] * 2,
        "x is not on this machine (y)",
    ]
    assert missing_programs(reasons) == [
        "2 tests skipped for want of soffice (Debian, Ubuntu: libreoffice-calc)",
        "1 test skipped for want of x (Debian, Ubuntu: y)",
    ]


@pytest.mark.parametrize("workers", [(), ("-n", "2")])
def test_a_run_without_programs_passes_and_counts_what_it_skipped(workers: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = browser: drives chromium\n", "utf-8")
    (tmp_path / "test_some.py").write_text(
        "import pytest\nfrom tests.programs import program\n"
        "@pytest.fixture(scope='module')\ndef office(): return program('soffice')\n"
        "def test_a(office): ...\ndef test_b(office): ...\ndef test_c(): program('pdftoppm')\ndef test_d(): ...\n"
        "@pytest.mark.browser\ndef test_e(): assert False\n",
        "utf-8",
    )
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *workers, "."]
    kept = {key: value for key, value in os.environ.items() if key not in ("CI", "CHROMIUM", "PYTEST_ADDOPTS")}
    here = kept | {"PATH": str(tmp_path), "PYTHONPATH": str(ROOT)}

    def run(**more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, cwd=tmp_path, env=here | more, capture_output=True, text=True, check=False)

    done = run()
    assert done.returncode == 0, done.stdout
    assert "1 passed, 4 skipped" in done.stdout
    assert "2 tests skipped for want of soffice (Debian, Ubuntu: libreoffice-calc, libreoffice-impress)" in done.stdout
    assert "1 test skipped for want of chromium (Debian, Ubuntu: chromium)" in done.stdout
    assert "1 test skipped for want of pdftoppm (Debian, Ubuntu: poppler-utils)" in done.stdout
    refused = run(CI="true")
    assert refused.returncode == 1
    assert refused.stdout.count("nothing may be skipped under CI (") >= 4


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Run the script on a machine of its own: who one is, whether sudo lets one in, what apt-get can bring."""
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    for name in SHELL:
        found = shutil.which(name)
        assert found, name
        (bin_ / name).symlink_to(found)

    def put(name: str, code: str) -> None:
        (bin_ / name).unlink(missing_ok=True)
        (bin_ / name).write_text(f"#!/bin/bash\n{code}\n", "utf-8")
        (bin_ / name).chmod(0o755)

    def run(
        *, apt: bool = True, root: bool = True, sudo: str = "", refused: str = "", **more: str
    ) -> subprocess.CompletedProcess[str]:
        put("id", f"echo {0 if root else 1000}")
        if sudo:
            put("sudo", sudo)
        if apt:  # offers all but `refused`; installing a package puts the programs that it brings
            brings = "\n".join(
                f'{word}) for p in {" ".join(names)}; do /bin/ln -sf /bin/true "{bin_}/$p"; done ;;'
                for kind, names, packages in system_packages()
                if kind == "program"
                for word in packages
            )
            put(
                "apt-get",
                f'echo "apt-get $*" >>"{tmp_path}/log"\n[[ -n "{refused}" && " $* " == *" {refused} "* ]] && exit 100\n'
                f'[[ " $* " == *" --simulate "* ]] || for w in "$@"; do case $w in\n{brings}\nesac; done; exit 0',
            )
        return subprocess.run(
            ["bash", str(SCRIPT)],
            env={"PATH": str(bin_), "HOME": str(tmp_path), "PYTHON": "/no/python"} | more,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def log(tmp_path: Path) -> str:
    file = tmp_path / "log"
    return file.read_text("utf-8") if file.exists() else ""


def test_root_gets_what_is_missing_named_first(machine: Machine, tmp_path: Path) -> None:
    done = machine()
    assert "à installer par apt-get" in done.stdout
    assert "libreoffice-impress" in done.stdout
    assert all((tmp_path / "bin" / name).exists() for name in LISTED)
    assert re.search(r"install -y --no-install-recommends .*chromium", log(tmp_path))


def test_nothing_is_installed_where_all_is_there(machine: Machine, tmp_path: Path) -> None:
    machine()
    fonts = [name for kind, names, _ in system_packages() if kind == "font" for name in names]
    (tmp_path / ".fonts").mkdir()
    for name in fonts:
        (tmp_path / ".fonts" / name).touch()
    (tmp_path / "log").unlink()
    done = machine()
    assert (done.returncode, done.stdout, log(tmp_path)) == (0, "", "")


def test_what_the_release_does_not_offer_is_left_and_named(machine: Machine, tmp_path: Path) -> None:
    done = machine(refused="chromium")
    assert done.returncode == 0
    assert "chromium" in done.stdout.partition("Paquets absents")[2]
    assert (tmp_path / "bin" / "soffice").exists()


def test_nobody_is_asked_for_a_password_without_a_terminal(machine: Machine, tmp_path: Path) -> None:
    refusing = f'echo "$*" >>"{tmp_path}/asked"; exit 1'
    done = machine(root=False, sudo=refusing)
    assert done.returncode == 0
    assert "Packages missing and not installed" in done.stdout
    assert (tmp_path / "asked").read_text("utf-8").split("\n")[:-1] == ["-n true"]
    assert log(tmp_path) == ""


def test_sudo_that_asks_nothing_is_used(machine: Machine, tmp_path: Path) -> None:
    done = machine(root=False, sudo='[ "$1" = -n ] && shift; [ "$1" = true ] || exec "$@"')
    assert done.returncode == 0
    assert (tmp_path / "bin" / "chromium").exists()


@pytest.mark.parametrize("how", [{"INSTALL": "no"}, {"apt": False}, {"root": False}])
def test_without_the_right_or_the_wish_all_goes_on(machine: Machine, how: dict[str, str], tmp_path: Path) -> None:
    done = machine(**how)
    assert done.returncode == 0
    assert "ne seront pas lancés" in done.stdout
    assert log(tmp_path) == ""


def test_under_ci_what_stays_missing_is_an_error(machine: Machine) -> None:
    assert machine(INSTALL="no", CI="true").returncode == 1
