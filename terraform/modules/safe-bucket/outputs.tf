output "bucket_name" {
  description = "Name of the bucket."
  value       = aws_s3_bucket.this.id
}

output "bucket_arn" {
  description = "ARN of the bucket."
  value       = aws_s3_bucket.this.arn
}

output "bucket_domain_name" {
  description = "Regional domain name of the bucket, for use as a CloudFront origin."
  value       = aws_s3_bucket.this.bucket_regional_domain_name
}

output "policy" {
  description = "Bucket policy, as JSON."
  value       = aws_s3_bucket_policy.this.policy
}
