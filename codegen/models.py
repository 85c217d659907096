"""Generate pydantic models: one file for each schema, and for the parameters of each operation."""

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
_PACKAGE = f'{HEADER}\n"""One module per model, so that a handler imports only the models of its operation."""\n'
_CENT = 0.01
# Of text that people read, which contains a visible character.
_VISIBLE = r"[^\u0000-\u0020\u007F-\u00A0\u00AD"
# The models' generator ignores `not`; the models' base has a type for this one.
_LONG_LOCAL_PART = {"pattern": "^[^@＠]{65}"}


def model_files(contract: Contract) -> dict[str, str]:
    """Return the source of every model by its path inside ``generated/``, unformatted.

    Raises
    ------
    ContractError
        If there is no schema, a reference has no target, a schema has the name of an operation's parameters, or one
        has a `not` that isn't supported.
    """
    modules = datamodel.generate(
        _schemas_only(contract),
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
        # Strict validation accepts a string for a Literal, but not for an Enum.
        enum_field_as_literal=datamodel.LiteralType.All,
        # A timestamp is validated by its pattern and stays a string.
        type_mappings=["string+date-time=string", "string+password=string"],
    )
    if not isinstance(modules, dict):
        raise ContractError("components/schemas is empty")
    files = {"/".join(("models", *path)): _clean_source(str(text)) for path, text in modules.items()}
    return files | {"models/__init__.py": _PACKAGE}


def _schemas_only(contract: Contract) -> Node:
    """Return a document with only the schemas, including one for each operation's parameters."""
    schemas = {name: _with_own_types(schema) for name, schema in contract.schemas.items()}
    for operation in contract.operations:
        name = parameters_name(operation.operation_id)
        if operation.parameters:
            if name in schemas:
                raise ContractError(f"components/schemas/{name}: the name is taken by the parameters of an operation")
            schemas[name] = _parameters_schema(contract, operation)
    return {"openapi": "3.0.3", "info": contract.document["info"], "paths": {}, "components": {"schemas": schemas}}


def _parameters_schema(contract: Contract, operation: Operation) -> Node:
    return {
        "description": f"The path, query and header parameters of {operation.operation_id}.",
        "type": "object",
        "required": [parameter.name for parameter in operation.parameters if parameter.required],
        "properties": {parameter.name: _parameter_schema(contract, parameter) for parameter in operation.parameters},
    }


def _parameter_schema(contract: Contract, parameter: Parameter) -> Node:
    if contract.resolve(parameter.schema).get("type") == "integer":
        return contract.resolve(parameter.schema) | {"customTypePath": "generated.base.IntegerText"}
    return parameter.schema


def _with_own_types[T](node: T) -> T:
    """Return a schema with our types for amounts of money, readable text and e-mail addresses."""
    if isinstance(node, list):
        return type(node)(map(_with_own_types, node))
    if not isinstance(node, dict):
        return node
    result = type(node)((key, _with_own_types(value)) for key, value in node.items())
    # Responses don't state multipleOf, because validators with binary floats reject 0.07.
    if result.get("type") == "number" and result.get("multipleOf", _CENT) == _CENT:
        is_new = result.pop("multipleOf", None) is not None
        result["customTypePath"] = f"generated.base.{'NewMoney' if is_new else 'Money'}"
    if _VISIBLE in str(result.get("pattern")):
        result["customTypePath"] = "generated.base.ReadableText"
    if "not" in result:
        if result.pop("not") != _LONG_LOCAL_PART:
            raise ContractError("components/schemas: the models support `not` for the local part of addresses only")
        result["customTypePath"] = "generated.base.EmailText"
    return result


def _clean_source(source: str) -> str:
    # datamodel-code-generator 0.89 imports MISSING from its location before pydantic 2.14, which warns.
    source = source.replace("from pydantic.experimental.missing_sentinel import", "from pydantic import")
    # It treats our types as arbitrary classes, which they aren't.
    return source.replace("    model_config = ConfigDict(\n        arbitrary_types_allowed=True,\n    )\n", "")
