"""Generate API Gateway REST import documents: one for the storefront, one for partners.

They may be looser than the contract, never stricter: the Lambda validates everything again.

Terraform fills their placeholders: ``templatefile("…/generated/api_gateway.storefront.json", {…})`` with

======================  ================================================================================
integration_uri         map from operationId to the invoke ARN of its function
authorizer_uri          invoke ARN of the authorizer function
authorizer_credentials  ARN of the role that API Gateway assumes to invoke it
allow_origin            the allowed CORS origin, or ``*``
docs_url                base URL of the problem pages, without a trailing slash, quotes, backslashes or ``$``
======================  ================================================================================
"""
