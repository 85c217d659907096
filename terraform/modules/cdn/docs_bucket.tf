# Anyone may read the documentation, and only CloudFront reads the bucket: no access log, and S3's own key.
module "docs_bucket" {
  source = "../safe-bucket"

  bucket_name   = var.docs_bucket_name
  force_destroy = var.force_destroy

  policy_statements = [
    {
      Sid       = "CloudFront"
      Effect    = "Allow"
      Principal = { Service = "cloudfront.amazonaws.com" }
      Action    = "s3:GetObject"
      Resource  = "${module.docs_bucket.bucket_arn}/docs/*"
      Condition = { StringEquals = { "AWS:SourceArn" = aws_cloudfront_distribution.this.arn } }
    },
    {
      # Without this permission, S3 returns 403 instead of 404 for a missing page.
      Sid       = "CloudFrontFindsMissingPages"
      Effect    = "Allow"
      Principal = { Service = "cloudfront.amazonaws.com" }
      Action    = "s3:ListBucket"
      Resource  = module.docs_bucket.bucket_arn
      Condition = { StringEquals = { "AWS:SourceArn" = aws_cloudfront_distribution.this.arn } }
    },
  ]
}
