# terraform/shop/outputs.tf describes them.
output "image_uri" { value = var.image_uri }
output "table_name" { value = module.shop.table_name }
output "bucket_name" { value = module.shop.bucket_name }
output "functions" { value = module.shop.functions }
output "secret_names" { value = module.shop.secret_names }
output "queues" { value = module.shop.queues }
output "mail_records" { value = module.shop.mail_records }
output "apis" { value = module.shop.apis }
output "usage_plan_ids" { value = module.shop.usage_plan_ids }
output "cdn" { value = module.shop.cdn }
output "name_servers" { value = module.shop.name_servers }
output "dashboard_name" { value = module.shop.dashboard_name }
