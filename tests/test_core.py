"""The small core: what its contract in pyproject.toml cannot see, and that the contract sees what it should."""

from __future__ import annotations

import json
import os
import pkgutil
import subprocess
import sys
import tomllib
from pathlib import Path
from sysconfig import get_path

import grimp
import pytest

from tools.closed_contract import ClosedContract

ROOT = Path(__file__).parents[1]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
CORE = next(contract for contract in CONTRACTS if contract["id"] == "core")
# What those that it names import in turn.
BELOW = {"annotated_types", "typing_extensions", "typing_inspection"}
RUN = """
import json, sys
sys.modules.update(dict.fromkeys(json.load(sys.stdin)))
import hds_tco as ht
scenario = ht.load("reference-ght")
result = ht.compare(scenario)
swings, evens = ht.sensitivity.tornado(scenario), ht.sensitivity.break_even(scenario)
print(len(result.options), len(swings.paths) > 50, len(evens.values) > 50)
print(len(ht.explain(scenario, "service.vms").steps()) > 3, ht.simulate(scenario, draws=200).draws)
try:
    result.frame()
except ImportError as error:
    print(error.name)
"""


def test_the_core_answers_with_no_other_library() -> None:
    libraries = {item.name for item in pkgutil.iter_modules([get_path("purelib"), get_path("platlib")])}
    others = sorted(libraries - {*CORE["packages"], *BELOW, "hds_tco"})
    assert {"pandas", "llvmlite", "boost_histogram", "click", "sklearn"} <= {*others}
    environment = {**os.environ, "HDS_TCO_CACHE": "off"}
    command = [sys.executable, "-c", RUN]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, input=json.dumps(others), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["3 True True", "True 200", "pandas"]


def graph_of(*imports: tuple[str, str]) -> grimp.ImportGraph:
    graph = grimp.ImportGraph()
    for importer, imported in imports:
        graph.add_import(importer=importer, imported=imported)
    return graph


@pytest.mark.parametrize(
    ("imported", "strays"),
    [
        ("house.core.two", []),
        ("numpy", []),
        ("json", []),
        ("pandas", [("house.core.one", "pandas")]),
        ("house.edge", [("house.core.one", "house.edge")]),
        ("house.door", []),
    ],
)
def test_a_closed_contract_allows_what_it_names_and_nothing_else(imported: str, strays: list[tuple[str, str]]) -> None:
    graph = graph_of(
        ("house.core.two", "numpy"),
        ("house.edge", "pandas"),
        ("house.core.two", "house.door"),
        ("house.core.one", imported),
    )
    contract = ClosedContract(
        name="closed",
        session_options={},
        contract_options={
            "modules": ["house.core.*"],
            "packages": ["numpy"],
            "ignore_imports": ["house.core.* -> house.door"],
        },
    )
    check = contract.check(graph, verbose=False)
    assert (check.kept, check.metadata["strays"]) == (not strays, strays)
