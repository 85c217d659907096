output "bucket_name" {
  description = "Name of the bucket."
  value       = module.bucket.bucket_name
}

output "bucket_arn" {
  description = "ARN of the bucket."
  value       = module.bucket.bucket_arn
}

output "bucket_domain_name" {
  description = "Regional domain name of the bucket: CloudFront's origin."
  value       = module.bucket.bucket_domain_name
}
