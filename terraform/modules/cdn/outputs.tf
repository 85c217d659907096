output "distribution_arn" {
  description = "The distribution's ARN: the bucket of pictures lets it read."
  value       = aws_cloudfront_distribution.this.arn
}

output "distribution_id" {
  description = "Its id, to invalidate what it has cached."
  value       = aws_cloudfront_distribution.this.id
}

output "url" {
  description = "Where pictures and documentation are read, without a slash at its end."
  value       = "https://${coalesce(var.domain_name, aws_cloudfront_distribution.this.domain_name)}"
}

output "domain" {
  description = "Where the domain's DNS record points."
  value = {
    name    = aws_cloudfront_distribution.this.domain_name
    zone_id = aws_cloudfront_distribution.this.hosted_zone_id
  }
}

output "docs_bucket" {
  description = "The bucket of the documentation, which stands in it under docs/."
  value       = { name = module.docs_bucket.bucket_name, arn = module.docs_bucket.bucket_arn }
}

output "origin_web_acl_arn" {
  description = "The web ACL of the API's stages, which lets this distribution through and nobody else; null without an API."
  value       = one([for made in aws_wafv2_web_acl.origin : made.arn])

  # Before CloudFront has the key everywhere, the API would answer nobody.
  depends_on = [aws_cloudfront_distribution.this]
}
