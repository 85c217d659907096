output "distribution_arn" {
  description = "ARN of the distribution, which the image bucket allows to read."
  value       = aws_cloudfront_distribution.this.arn
}

output "distribution_id" {
  description = "ID of the distribution, for cache invalidations."
  value       = aws_cloudfront_distribution.this.id
}

output "url" {
  description = "URL of images and documentation, without a trailing slash."
  value       = "https://${coalesce(var.domain_name, aws_cloudfront_distribution.this.domain_name)}"
}

output "domain" {
  description = "Target of the domain's DNS record."
  value = {
    name    = aws_cloudfront_distribution.this.domain_name
    zone_id = aws_cloudfront_distribution.this.hosted_zone_id
  }
}

output "docs_bucket" {
  description = "Bucket of the documentation, whose objects are under docs/."
  value       = { name = module.docs_bucket.bucket_name, arn = module.docs_bucket.bucket_arn }
}

output "origin_web_acl_arn" {
  description = "ARN of the web ACL for the API's stages, which allows only this distribution; null without an API."
  value       = one([for item in aws_wafv2_web_acl.origin : item.arn])

  # Until the distribution is deployed with the key, the API would reject every request.
  depends_on = [aws_cloudfront_distribution.this]
}
