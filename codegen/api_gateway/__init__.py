"""Generate API Gateway REST import documents: one for the storefront, one for partners.

They may be looser than the contract, never stricter: the Lambda validates everything again.

Terraform fills their placeholders: ``templatefile("…/generated/api_gateway.storefront.json", {…})`` with

======================  ================================================================================
integration_uri         map from operationId to the invoke ARN of its function
authorizer_uri          invoke ARN of the authorizer function
authorizer_credentials  ARN of the role that API Gateway assumes to invoke it
allow_origin            the first allowed CORS origin, or ``*``
gateway_origin          mapping expression of a gateway response's allowed origin, which can't be selected from a list
select_origin           VTL that selects a mock's allowed origin from a list; empty for a single one
docs_url                base URL of the problem pages, without a trailing slash, quotes, backslashes or ``$``
======================  ================================================================================
"""
