locals {
  lifecycle_rules = [
    { id = "delete-old-versions", noncurrent_days = var.noncurrent_days },
    { id = "delete-unfinished-uploads", abort_multipart_days = 7 },
  ]

  # CloudFront reads product images, and nothing else.
  read_statements = [for distribution in var.distribution_arns : {
    Sid       = "CloudFront"
    Effect    = "Allow"
    Principal = { Service = "cloudfront.amazonaws.com" }
    Action    = "s3:GetObject"
    Resource  = "${module.bucket.bucket_arn}/products/*"
    Condition = { StringEquals = { "AWS:SourceArn" = distribution } }
  }]
}

# AES-256 with S3's own keys: browsers that upload with a presigned form need no permission for a KMS key.
module "bucket" {
  source = "../safe-bucket"

  bucket_name         = var.bucket_name
  force_destroy       = var.force_destroy
  minimum_tls_version = "1.2"
  policy_statements   = local.read_statements
  lifecycle_rules     = local.lifecycle_rules
}

# Images are uploaded with a presigned POST form only, so the architecture's PUT is not allowed.
resource "aws_s3_bucket_cors_configuration" "this" {
  bucket = module.bucket.bucket_name

  cors_rule {
    allowed_origins = var.allowed_origins
    allowed_methods = ["GET", "HEAD", "POST"]
    allowed_headers = ["*"]
    expose_headers  = ["ETag"]
    max_age_seconds = 3000
  }
}

resource "aws_s3_bucket_logging" "this" {
  count = var.log_bucket == null ? 0 : 1

  bucket        = module.bucket.bucket_name
  target_bucket = var.log_bucket
  target_prefix = "s3/${var.bucket_name}/"
}
