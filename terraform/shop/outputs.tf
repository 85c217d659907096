output "table_name" {
  description = "The table."
  value       = module.dynamodb.table_name
}

output "bucket_name" {
  description = "The bucket of the pictures."
  value       = module.s3.bucket_name
}

output "functions" {
  description = "Each function by its key in functions.json: name, ARN, alias, version, role, log group."
  value       = module.lambda.functions

  precondition {
    condition     = length(local.without_resources) == 0
    error_message = "No resource is known for what functions.json declares: ${join(", ", local.without_resources)}. Say it in shop/functions.tf."
  }
}

output "secret_names" {
  description = "The secrets: jwt, payment."
  value       = { jwt = module.secrets.jwt_secret_name, payment = module.secrets.payment_secret_name }
}

output "queues" {
  description = "Name, URL and ARN of each queue that keeps what failed."
  value       = module.notifications.queues
}

output "topics" {
  description = "Name and ARN of the topics of order events and of bounces."
  value       = module.notifications.topics
}

output "bus_name" {
  description = "The bus of the shop's events."
  value       = module.notifications.bus_name
}

output "dkim_records" {
  description = "The records that let the mail domain sign, to be written by hand where no zone was given."
  value       = module.notifications.dkim_records
}

output "apis" {
  description = "Each API, storefront and partner: id, name, stage, ARNs, and where it is called."
  value = { for api, made in module.api_gateway.apis : api => merge(made, {
    invoke_url = local.has_cdn_in_front ? replace(made.invoke_url, "https://${var.config.domain_name}", module.cdn[0].url) : made.invoke_url
  }) }
}

output "usage_plan_ids" {
  description = "The partners' usage plans."
  value       = module.api_gateway.usage_plan_ids
}

output "cdn" {
  description = "CloudFront: where pictures and documentation are read, its distribution's id, and the bucket of the documentation; null without it."
  value       = one([for made in module.cdn : { url = made.url, distribution_id = made.distribution_id, docs_bucket = made.docs_bucket.name }])
}

output "name_servers" {
  description = "The name servers that the registrar must know, of a zone that was made."
  value       = flatten(module.dns[*].name_servers)
}

output "dashboard_name" {
  description = "The dashboard of the stage."
  value       = module.monitoring.dashboard_name
}
