"""API Gateway REST import documents from the contract: one for the storefront, one for partners.

They may be looser than the contract, never stricter: the Lambda validates everything again.

Terraform fills what only it knows: ``templatefile("…/generated/api_gateway.storefront.json", {…})`` with

======================  ================================================================================
integration_uri         map from operationId to the invoke ARN of its function
authorizer_uri          invoke ARN of the authorizer function
authorizer_credentials  ARN of the role that API Gateway takes on to invoke it
allow_origin            the origin that browsers may call from, or ``*``
docs_url                where the problem pages are, without a trailing slash; no quote, backslash or ``$``
======================  ================================================================================
"""
