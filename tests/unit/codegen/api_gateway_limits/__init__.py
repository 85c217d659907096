"""An allow-list of what API Gateway's REST import accepts: everything else is a fault.

The import drops some things silently, so a document that it accepts does not always work as meant.
"""

from tests.unit.codegen.api_gateway_limits.document import document_faults

__all__ = ["document_faults"]
