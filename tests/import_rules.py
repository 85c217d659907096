"""A contract type that import-linter lacks: an allow-list of imports."""

import sys
from typing import cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class OnlyContract(Contract):
    """Modules and their submodules may import only the standard library, each other and the listed packages."""

    type_name = "only"

    modules = fields.ListField(subfield=fields.StringField())
    packages = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002 # as import-linter calls it
        roots = cast("list[str]", self.modules)
        allowed = [*roots, *cast("list[str]", self.packages)]
        stray = [
            f"{importer} imports {imported}"
            for root in roots
            for importer in sorted({root} | graph.find_descendants(root))
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if imported.split(".")[0] not in sys.stdlib_module_names
            and not any(imported == name or imported.startswith(f"{name}.") for name in allowed)
        ]
        return ContractCheck(kept=not stray, metadata={"stray": stray})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for line in check.metadata["stray"]:
            output.print_error(f"- {line}")
