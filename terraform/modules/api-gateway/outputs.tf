output "apis" {
  description = "The APIs storefront and partner: ID, name (the dimension of its metrics), stage, ARNs and invoke URL."
  value = { for api, base_path in local.apis : api => {
    id            = aws_api_gateway_rest_api.this[api].id
    name          = aws_api_gateway_rest_api.this[api].name
    stage         = aws_api_gateway_stage.this[api].stage_name
    stage_arn     = aws_api_gateway_stage.this[api].arn
    execution_arn = aws_api_gateway_rest_api.this[api].execution_arn
    invoke_url    = var.domain_name == null ? aws_api_gateway_stage.this[api].invoke_url : "https://${var.domain_name}/${base_path}"
  } }
}

output "usage_plan_ids" {
  description = "IDs of the usage plans, by name."
  value       = { for plan, item in aws_api_gateway_usage_plan.this : plan => item.id }
}

output "domain" {
  description = "Target of the domain's DNS record: `name` and `zone_id`; null without a domain."
  value = one([for domain in aws_api_gateway_domain_name.this : {
    name    = domain.regional_domain_name
    zone_id = domain.regional_zone_id
  }])
}

output "access_log_groups" {
  description = "Names of the access log groups: of each API, and of its canary."
  value       = local.access_log_groups
}
