output "image_uri" {
  description = "The image that was applied last."
  value       = var.image_uri
}

output "table_name" {
  description = "The table."
  value       = module.shop.table_name
}

output "bucket_name" {
  description = "The bucket of the pictures."
  value       = module.shop.bucket_name
}

output "functions" {
  description = "Each function by its key in functions.json."
  value       = module.shop.functions
}

output "secret_names" {
  description = "The secrets: jwt, payment."
  value       = module.shop.secret_names
}

output "queues" {
  description = "The queues that keep what failed."
  value       = module.shop.queues
}

output "dkim_records" {
  description = "The records that let the mail domain sign, to be written by hand where no zone was given."
  value       = module.shop.dkim_records
}

output "apis" {
  description = "Each API, storefront and partner: id, name, stage, ARNs, and where it is called."
  value       = module.shop.apis
}

output "usage_plan_ids" {
  description = "The partners' usage plans."
  value       = module.shop.usage_plan_ids
}

output "cdn" {
  description = "CloudFront: where pictures and documentation are read, its distribution's id, and the bucket of the documentation."
  value       = module.shop.cdn
}

output "name_servers" {
  description = "The name servers that the registrar must know, of a zone that was made."
  value       = module.shop.name_servers
}

output "dashboard_name" {
  description = "The dashboard of the stage."
  value       = module.shop.dashboard_name
}
