output "table_name" {
  description = "Name of the table."
  value       = module.dynamodb.table_name
}

output "bucket_name" {
  description = "Name of the bucket of product images."
  value       = module.s3.bucket_name
}

output "functions" {
  description = "Each function by its key in functions.json: name, ARN, alias, version, role and log group."
  value       = module.lambda.functions

  precondition {
    condition     = length(local.without_resources) == 0
    error_message = "functions.json declares actions without resources: ${join(", ", local.without_resources)}. Add a statement in terraform/shop/functions.tf."
  }
}

output "secret_names" {
  description = "Names of the secrets jwt, encryption and payment."
  value       = { jwt = module.secrets.jwt_secret_name, encryption = module.secrets.encryption_secret_name, payment = module.secrets.payment_secret_name }
}

output "queues" {
  description = "Name, URL and ARN of the queues for failed events."
  value       = module.notifications.queues
}

output "topics" {
  description = "Name and ARN of the topics of order events and bounces."
  value       = module.notifications.topics
}

output "bus_name" {
  description = "Name of the event bus."
  value       = module.notifications.bus_name
}

output "mail_records" {
  description = "Records of mail_domain, to create manually if there is no zone: DKIM, MAIL FROM, DMARC."
  value       = module.notifications.mail_records
}

output "apis" {
  description = "The APIs storefront and partner: ID, name, stage, ARNs and invoke URL."
  value = { for api, item in module.api_gateway.apis : api => merge(item, {
    invoke_url = local.has_cdn_in_front ? replace(item.invoke_url, "https://${local.config.domain_name}", module.cdn[0].url) : item.invoke_url
  }) }
}

output "usage_plan_ids" {
  description = "IDs of the usage plans, by name."
  value       = module.api_gateway.usage_plan_ids
}

output "cdn" {
  description = "CloudFront: URL of images and documentation, ID of the distribution, and bucket of the documentation; null without CloudFront."
  value       = one([for item in module.cdn : { url = item.url, distribution_id = item.distribution_id, docs_bucket = item.docs_bucket.name }])
}

output "name_servers" {
  description = "Name servers of a created zone, to register with the domain's registrar."
  value       = flatten(module.dns[*].name_servers)
}

output "dashboard_name" {
  description = "Name of the dashboard."
  value       = module.monitoring.dashboard_name
}
