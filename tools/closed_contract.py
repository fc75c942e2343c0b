"""A contract of import-linter's: some modules import one another, the standard library, and the packages named."""

from __future__ import annotations

import sys
from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output
from importlinter.application import contract_utils
from importlinter.domain.helpers import module_expressions_to_modules


class ClosedContract(Contract):
    """Lists what may be imported; `forbidden` lists what may not, and lets by what nobody thought of.

    Options, in pyproject.toml: ``modules`` (wildcards allowed), ``packages``, ``ignore_imports``.
    """

    type_name = "closed"
    modules: Any = fields.SetField(subfield=fields.ModuleExpressionField())
    packages: Any = fields.SetField(subfield=fields.StringField())
    ignore_imports: Any = fields.SetField(subfield=fields.ImportExpressionField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Look at each import of the modules; chains need no search, for they would leave through one of these."""
        del verbose
        ignored = contract_utils.remove_ignored_imports_and_report(
            graph=graph,
            ignore_imports=self.ignore_imports,
            unmatched_alerting=contract_utils.AlertLevel.ERROR,
        )
        inside = {item.name for item in module_expressions_to_modules(graph, self.modules, raise_if_unmatched=True)}
        allowed = inside | self.packages | sys.stdlib_module_names
        strays = [
            (importer, imported)
            for importer in sorted(inside)
            for imported in sorted(graph.find_modules_directly_imported_by(importer) - allowed)
        ]
        return ContractCheck(
            kept=not strays,
            warnings=list(ignored.warnings),
            ignored_import_count=ignored.ignored_import_count,
            metadata={"strays": strays},
        )

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print each import that leads out."""
        for importer, imported in check.metadata["strays"]:
            output.print(f"{importer} is not allowed to import {imported}")
