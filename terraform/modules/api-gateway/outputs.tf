output "apis" {
  description = "Each API, storefront and partner: its id, its name (the dimension of its metrics), its stage, ARNs, and where it is called."
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
  description = "The id of each usage plan."
  value       = { for plan, made in aws_api_gateway_usage_plan.this : plan => made.id }
}

output "domain" {
  description = "Where the domain's DNS record points: `name` and `zone_id`; null without a domain."
  value = one([for domain in aws_api_gateway_domain_name.this : {
    name    = domain.regional_domain_name
    zone_id = domain.regional_zone_id
  }])
}

output "access_log_groups" {
  description = "The name of each API's access log."
  value       = { for api, group in aws_cloudwatch_log_group.access : api => group.name }
}
