"""The contract's schemas as pydantic models, one file each, and one model of each operation's parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import datamodel_code_generator as datamodel
from datamodel_code_generator.enums import DataModelType
from datamodel_code_generator.format import PythonVersion

from codegen.contract import ContractError
from codegen.naming import parameters_name

if TYPE_CHECKING:
    from codegen.contract import Contract, Node, Operation, Parameter

HEADER = "# Written by codegen from openapi.yaml: change that, then `make generate`."
_PACKAGE = f'{HEADER}\n"""One module a model, so that a handler imports only what its operation needs."""\n'
_CENT = 0.01


def model_files(contract: Contract) -> dict[str, str]:
    """Return the source of every model by its path inside ``generated/``, not yet formatted.

    Raises
    ------
    ContractError
        If there is no schema, a reference leads nowhere, or a schema has the name of an operation's parameters.
    """
    modules = datamodel.generate(
        _prepared(contract),
        input_file_type=datamodel.InputFileType.OpenAPI,
        openapi_scopes=[datamodel.OpenAPIScope.Schemas],
        output_model_type=DataModelType.PydanticV2BaseModel,
        module_split_mode=datamodel.ModuleSplitMode.Single,
        target_python_version=PythonVersion.PY_313,
        base_class="generated.base.Model",
        custom_file_header=HEADER,
        disable_timestamp=True,
        formatters=[],
        strict_refs=True,
        snake_case_field=True,
        use_annotated=True,
        field_constraints=True,
        use_type_alias=True,
        use_schema_description=True,
        use_field_description=True,
        strict_nullable=True,
        use_missing_sentinel=True,
        # Strict validation takes a plain string for a Literal, but not for an Enum.
        enum_field_as_literal=datamodel.LiteralType.All,
        # A timestamp is checked by its pattern and stays as it is written.
        type_mappings=["string+date-time=string", "string+password=string"],
    )
    if not isinstance(modules, dict):
        raise ContractError("components/schemas: there is none")
    files = {"/".join(("models", *path)): _tidied(str(text)) for path, text in modules.items()}
    return files | {"models/__init__.py": _PACKAGE}


def _prepared(contract: Contract) -> Node:
    """Return a document that holds nothing but schemas, those of parameters among them."""
    schemas = {name: _with_exact_numbers(schema) for name, schema in contract.schemas.items()}
    for operation in contract.operations:
        name = parameters_name(operation.operation_id)
        if operation.parameters:
            if name in schemas:
                raise ContractError(f"components/schemas/{name}: the parameters of an operation are called so")
            schemas[name] = _parameters_schema(contract, operation)
    return {"openapi": "3.0.3", "info": contract.document["info"], "paths": {}, "components": {"schemas": schemas}}


def _parameters_schema(contract: Contract, operation: Operation) -> Node:
    return {
        "description": f"The parameters of {operation.operation_id}, wherever they are sent.",
        "type": "object",
        "required": [parameter.name for parameter in operation.parameters if parameter.required],
        "properties": {parameter.name: _parameter_schema(contract, parameter) for parameter in operation.parameters},
    }


def _parameter_schema(contract: Contract, parameter: Parameter) -> Node:
    if contract.resolve(parameter.schema).get("type") == "integer":
        return contract.resolve(parameter.schema) | {"customTypePath": "generated.base.IntegerText"}
    return parameter.schema


def _with_exact_numbers[T](node: T) -> T:
    """Return a schema whose amounts of money are our exact type."""
    if isinstance(node, list):
        return type(node)(map(_with_exact_numbers, node))
    if not isinstance(node, dict):
        return node
    inside = type(node)((key, _with_exact_numbers(value)) for key, value in node.items())
    if inside.get("multipleOf") == _CENT:
        del inside["multipleOf"]
        inside["customTypePath"] = "generated.base.Money"
    return inside


def _tidied(source: str) -> str:
    # datamodel-code-generator 0.89 imports MISSING from where pydantic had it before 2.14, which warns.
    source = source.replace("from pydantic.experimental.missing_sentinel import", "from pydantic import")
    # It takes our own types for foreign classes. They aren't.
    return source.replace("    model_config = ConfigDict(\n        arbitrary_types_allowed=True,\n    )\n", "")
