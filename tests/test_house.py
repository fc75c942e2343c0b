"""The house holds together: pyproject.toml, requirements.lock, environment.yml, notebooks, and what CI refuses."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
import yaml
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from tools import strip_notebooks

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
PYTHONS = ("3.11.0", "3.11.2", "3.11.7", "3.12.1", "3.13.0")  # 3.11.2 is Debian 12's
# Joined only here: no file of the repository holds the address of a package registry.
REGISTRIES = (("pypi", "org"), ("pythonhosted", "org"), ("anaconda", "org"), ("anaconda", "com"), ("npmjs", "org"))


@dataclass(frozen=True)
class Pin:
    name: str
    version: Version
    marker: Marker | None
    hashes: tuple[str, ...]
    asked_by: tuple[str, ...]

    def holds_for(self, python: str) -> bool:
        place = {
            "python_full_version": python,
            "python_version": ".".join(python.split(".")[:2]),
            "sys_platform": "linux",
            "platform_system": "Linux",
            "os_name": "posix",
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
            "platform_machine": "x86_64",
            "extra": "",
        }
        return self.marker is None or self.marker.evaluate(place)


def pins() -> dict[str, list[Pin]]:
    found: dict[str, list[Pin]] = {}
    for block in re.split(r"\n(?=\S)", LOCK.strip()):
        requirement = Requirement(block.splitlines()[0].removesuffix("\\"))
        version = re.fullmatch(r"==(\S+)", str(requirement.specifier))
        assert version, f"not an exact pin: {requirement}"
        comments = [line.strip().removeprefix("#").strip() for line in block.splitlines() if "#" in line]
        pin = Pin(
            name=canonicalize_name(requirement.name),
            version=Version(version[1]),
            marker=requirement.marker,
            hashes=tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})(?=\s|$)", block)),
            asked_by=tuple(comment.removeprefix("via").strip() for comment in comments if comment != "via"),
        )
        found.setdefault(pin.name, []).append(pin)
    return found


def declared() -> dict[str, Requirement]:
    """Return every requirement of pyproject.toml: core, extras, and what builds the package without the network."""
    project = PROJECT["project"]
    lines = [*project["dependencies"], *PROJECT["build-system"]["requires"]]
    for extra in project["optional-dependencies"].values():
        lines += extra
    requirements = [Requirement(line) for line in lines]
    own = canonicalize_name(project["name"])
    return {str(r): r for r in requirements if canonicalize_name(r.name) != own}


def committed_files(root: Path) -> list[Path]:
    """Return the files that are, or are about to be, under version control."""
    git = shutil.which("git")
    if git and (root / ".git").exists():
        asked = [git, "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        answer = subprocess.run(asked, capture_output=True, text=True, check=False)
        if answer.returncode == 0:
            files = [root / name for name in answer.stdout.split("\0") if name]
            return [path for path in files if path.is_file()]
    made = re.compile(r"\.venv.*|\.git|__pycache__|\..*_cache|\.hypothesis|out|build|dist")
    return [
        path
        for path in root.rglob("*")
        if path.is_file() and not any(made.fullmatch(part) for part in path.relative_to(root).parts)
    ]


@pytest.mark.parametrize("text", declared())
def test_every_requirement_is_pinned_within_its_range(text: str) -> None:
    requirement = declared()[text]
    locked = pins().get(canonicalize_name(requirement.name), [])
    assert locked, f"{requirement.name} is not in requirements.lock: run `make lock`"
    for pin in locked:
        assert pin.version in requirement.specifier, (
            f"{pin.name} {pin.version} is outside {requirement}: run `make lock`"
        )


def test_the_lock_knows_the_same_direct_requirements_as_pyproject() -> None:
    direct = {
        name for name, found in pins().items() for pin in found if any("pyproject.toml" in a for a in pin.asked_by)
    }
    built = {canonicalize_name(Requirement(line).name) for line in PROJECT["build-system"]["requires"]}
    asked = {canonicalize_name(requirement.name) for requirement in declared().values()}
    assert direct | built == asked


def test_every_pin_has_hashes() -> None:
    assert [pin.name for found in pins().values() for pin in found if not pin.hashes] == []


@pytest.mark.parametrize("python", PYTHONS)
def test_each_python_finds_at_most_one_pin_a_package_and_all_that_pyproject_asks(python: str) -> None:
    found = {name: [pin for pin in versions if pin.holds_for(python)] for name, versions in pins().items()}
    assert {name: versions for name, versions in found.items() if len(versions) > 1} == {}
    asked = {canonicalize_name(requirement.name) for requirement in declared().values()}
    assert [name for name in sorted(asked) if not found[name]] == []


def test_the_lock_is_made_for_every_python_that_pyproject_allows() -> None:
    # Debian 12 has 3.11.2; a lock made for 3.11.7 pins releases that refuse it.
    floor = re.search(r"--python-version (\S+)", (ROOT / "Makefile").read_text("utf-8"))
    assert floor
    assert SpecifierSet(f">={floor[1]}") == SpecifierSet(PROJECT["project"]["requires-python"])


def test_ci_runs_the_lowest_versions_of_all_that_pyproject_asks_and_the_newest_python() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    lowest = re.search(r"^lowest:.*\n(?:\t.*\n)+", makefile, re.MULTILINE)
    assert lowest
    assert '--resolution lowest-direct -e ".[all,dev]"' in lowest[0]
    for command in ("compare", "simulate", "board"):
        assert f"hds-tco {command} " in lowest[0]
    ci = (ROOT / ".ci" / "run").read_text("utf-8")
    pythons = [line.rpartition(" ")[2] for line in PROJECT["project"]["classifiers"] if re.search(r":: 3\.\d+$", line)]
    assert f">={pythons[0]}" == PROJECT["project"]["requires-python"]
    assert f"python=$(find_python {pythons[0]})" in ci
    assert "make lowest " in ci
    assert f"newest={pythons[-1]}\n" in ci


# Why each of them may not be newer stands beside it in pyproject.toml.
CEILINGS = {"pytest"}


def test_every_requirement_has_a_floor_and_no_ceiling_without_a_reason() -> None:
    signs = {name: sorted(part.operator for part in each.specifier) for name, each in declared().items()}
    kept = {name: ["<", ">="] if Requirement(name).name in CEILINGS else [">="] for name in signs}
    assert signs == kept


def test_the_lock_gives_pip_nothing_but_pins() -> None:
    strange = [
        line
        for line in LOCK.splitlines()
        if not re.fullmatch(
            r"[a-z0-9][a-z0-9._-]*==\S+( ; [^\\]+)?( \\)?|    --hash=sha256:[0-9a-f]{64}( \\)?| *#.*", line
        )
    ]
    assert strange == []
    assert "://" not in LOCK


def test_the_conda_environment_gives_python_and_pip_then_the_lock() -> None:
    assert set(ENVIRONMENT) == {"name", "channels", "dependencies"}
    assert ENVIRONMENT["name"] == PROJECT["project"]["name"]
    assert ENVIRONMENT["channels"] == ["conda-forge"]
    python, pip, by_pip = ENVIRONMENT["dependencies"]
    assert pip == "pip"
    assert by_pip == {"pip": ["-r requirements.lock"]}
    minor = re.fullmatch(r"python=(\d+\.\d+)", python)
    assert minor
    assert f"{minor[1]}.99" in SpecifierSet(PROJECT["project"]["requires-python"])
    assert f"Programming Language :: Python :: {minor[1]}" in PROJECT["project"]["classifiers"]


def addresses_in(root: Path) -> dict[str, list[bytes]]:
    hosts = "|".join(re.escape(".".join(parts)) for parts in REGISTRIES)
    address = re.compile(
        rf"{hosts}|https?://\S+/simple\b|--(?:extra-)?index-url[ =]+\S*:|--find-links[ =]+\S*/".encode()
    )
    found = {str(path.relative_to(root)): address.findall(path.read_bytes()) for path in committed_files(root)}
    return {name: hits for name, hits in found.items() if hits}


def test_no_file_holds_the_address_of_a_package_registry() -> None:
    assert addresses_in(ROOT) == {}


def test_the_search_for_addresses_sees_them(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("see " + "https://" + ".".join(REGISTRIES[0]), "utf-8")
    (tmp_path / "b.txt").write_text("--index-url=" + "https://mirror.example/index", "utf-8")
    (tmp_path / "c.txt").write_text("numpy==2.4.6", "utf-8")
    assert set(addresses_in(tmp_path)) == {"a.md", "b.txt"}


def test_hooks_are_local() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    assert {repo["repo"] for repo in hooks["repos"]} == {"local"}
    assert {hook["language"] for repo in hooks["repos"] for hook in repo["hooks"]} == {"system"}


def test_the_licence_is_whole() -> None:
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert re.findall(r"^(\d+)\. [A-Z]", text, re.MULTILINE) == [str(rank) for rank in range(1, 16)]
    assert "‘Compatible Licences’ according to Article 5 EUPL are:" in text
    assert PROJECT["project"]["license"] == "EUPL-1.2"


def test_a_skip_fails_under_ci_and_an_expected_failure_does_not(tmp_path: Path) -> None:
    modules = {
        "test_mark.py": "import pytest\n@pytest.mark.skip(reason='later')\ndef test_a(): ...\n",
        "test_call.py": "import pytest\ndef test_a(): pytest.skip('later')\n",
        "test_import.py": "import pytest\npytest.importorskip('no_such_package')\ndef test_a(): ...\n",
        "test_fine.py": "import pytest\ndef test_a(): ...\n@pytest.mark.xfail\ndef test_b(): assert False\n",
    }
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path)
    for name, code in modules.items():
        (tmp_path / name).write_text(code, "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--continue-on-collection-errors", "."]
    here = {key: value for key, value in os.environ.items() if key not in ("CI", "PYTEST_ADDOPTS")}
    here |= {"PYTHONPATH": str(ROOT)}

    def run(**more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, cwd=tmp_path, env=here | more, capture_output=True, text=True, check=False)

    assert run().returncode == 0
    refused = run(CI="true").stdout
    for place in ("test_mark.py::test_a", "test_call.py::test_a", "test_import.py"):
        assert f"{place}: nothing may be skipped under CI" in refused
    assert "1 failed, 1 passed, 1 xfailed, 2 errors" in refused  # a mark skips before the test begins: an error


def test_notebooks_are_kept_without_outputs() -> None:
    notebooks = sorted((ROOT / "notebooks").rglob("*.ipynb"))
    kept = [path for path in notebooks if ".ipynb_checkpoints" not in path.parts]
    assert {path.name: found for path in kept if (found := strip_notebooks.treat(path, check=True))} == {}


def test_a_notebook_that_was_run_is_refused_then_stripped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "run.ipynb"
    output = nbformat.v4.new_output("stream", text="42\n")
    cell = nbformat.v4.new_code_cell("print(42)", execution_count=1, outputs=[output])
    notebook = nbformat.v4.new_notebook(cells=[cell, nbformat.v4.new_markdown_cell("Texte")])
    notebook.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {}}}
    nbformat.write(notebook, path)

    assert strip_notebooks.main(["--check", str(path)]) == 1
    said = capsys.readouterr().out
    assert "cell 1: outputs" in said
    assert "cell 1: execution count" in said
    assert "notebook: metadata 'widgets'" in said

    assert strip_notebooks.main([str(path)]) == 0
    assert strip_notebooks.main(["--check", str(path)]) == 0
    assert nbformat.read(path, as_version=4).cells[0].source == "print(42)"


# Tests that belong to no one module, by pattern, each with what they hold.
WHOLE_PACKAGE_TESTS = {
    "cli/test_*.py": "commands as a user starts them; a command's module is named for its group",
    "notebooks/test_*.py": "the notebooks, run",
    "cockpit/browser/test_*.py": "the page as a browser shows it",
    "cockpit/test_hostile.py": "whatever a scenario is called",
    "scenario/test_fuzz.py": "files and forms spoilt at random",
    "scenario/test_mutations.py": "whatever is done to a valid file",
    "scenario/test_no_such_value.py": "whatever is put in the place of a value",
    "analysis/test_status_quo.py": "four options, through every analysis",
    "analysis/sensitivity/test_light.py": "what an import does not load",
    "analysis/simulation/test_risks.py": "draws and closed form agree",
    "model/test_cases_2017.py": "published sums, found again",
    "model/test_docstring_formulas.py": "every docstring's formula, computed",
    "model/test_properties.py": "what holds of any scenario",
    "model/test_sizes.py": "a server's size, through every piece",
    "model/test_status_quo.py": "keeping the present machines, through every piece",
    "model/test_twins.py": "the same machines cost the same under each option",
    "model/test_validation.py": "the cases of data/validation",
    "board/test_axes.py": "one chart, the same axes in every file",
    "board/test_bare_labels.py": "no French sentence takes a bare label",
    "board/test_four_options.py": "four options, in every file",
    "board/*/test_*pictures.py": "files as LibreOffice draws them",
    "board/workbook/test_contents.py": "all that the workbook holds",
    "board/workbook/test_loads_back.py": "the workbook, loaded as a scenario",
    "board/workbook/test_random_scenarios.py": "any scenario, recalculated",
    "board/workbook/test_recalculation.py": "formulas, recalculated",
    "board/workbook/test_status_quo.py": "four options, recalculated",
}


def test_each_test_file_bears_the_name_of_what_it_tests() -> None:
    """Hold that `tests/X/test_NAME.py` has a module or package NAME within `hds_tco/X`, or begins with one's name."""
    homeless: list[str] = []
    for path in sorted((ROOT / "tests").glob("*/**/test_*.py")):
        place = path.relative_to(ROOT / "tests")
        inside = [item for item in (ROOT / "hds_tco" / place.parts[0]).rglob("*") if item.suffix in ("", ".py")]
        names = {item.stem for item in inside if item.stem.isidentifier()}
        words = place.stem.removeprefix("test_").split("_")
        if names.isdisjoint("_".join(words[:count]) for count in range(1, len(words) + 1)):
            homeless += [] if any(map(place.match, WHOLE_PACKAGE_TESTS)) else [place.as_posix()]
    assert homeless == []


# ─── docstrings ──────────────────────────────────────────────────────────────────────────────────────────────────────


def documented() -> Iterator[tuple[str, list[str], set[str]]]:
    """Yield each function and class whose docstring lists parameters, with these, and those that it takes."""
    for path in sorted((ROOT / "hds_tco").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            # Of a class that inherits, fields stand elsewhere too.
            if isinstance(node, ast.FunctionDef) or (isinstance(node, ast.ClassDef) and not node.bases):
                words = (ast.get_docstring(node) or "").partition("Parameters\n----------\n")[2]
                heads = re.split(r"\n\n[A-Z][a-z]+\n-{3,}\n", words)[0].splitlines()
                names = [name for head in heads for name in re.findall(r"^(?:[*\w]+(?:, )?)+(?=$| : )", head)]
                listed = [one.strip("* ") for name in names for one in name.split(",")]
                yield f"{path.name}:{node.lineno} {node.name}", listed, taken(node)


def taken(node: ast.FunctionDef | ast.ClassDef) -> set[str]:
    """Return what a function takes, or a class by its fields and its constructor."""
    if isinstance(node, ast.FunctionDef):
        every = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs, node.args.vararg, node.args.kwarg]
        return {each.arg for each in every if each}
    inside = [taken(each) for each in node.body if isinstance(each, ast.FunctionDef) and each.name == "__init__"]
    declared = [each.target for each in node.body if isinstance(each, ast.AnnAssign)]
    fields = {each.id for each in declared if isinstance(each, ast.Name)}
    return fields.union(*inside)


def test_a_docstring_lists_no_parameter_that_is_not_there() -> None:
    listed = list(documented())
    assert sum(bool(names) for _, names, _ in listed) > 300
    assert [(place, name) for place, names, known in listed for name in names if name not in known] == []
