resource "aws_api_gateway_domain_name" "this" {
  count = var.domain_name == null ? 0 : 1

  domain_name              = var.domain_name
  regional_certificate_arn = var.certificate_arn
  security_policy          = "TLS_1_2"

  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

# API mappings of version 2: only they support a path of several segments.
resource "aws_apigatewayv2_api_mapping" "this" {
  for_each = var.domain_name == null ? {} : local.apis

  domain_name     = aws_api_gateway_domain_name.this[0].domain_name
  api_id          = aws_api_gateway_rest_api.this[each.key].id
  stage           = aws_api_gateway_stage.this[each.key].stage_name
  api_mapping_key = each.value
}
