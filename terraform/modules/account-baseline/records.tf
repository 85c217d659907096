# Bucket of the records of CloudTrail and Config, encrypted with its own key.
resource "aws_kms_key" "records" {
  for_each = local.records

  description             = "${var.name}: records of CloudTrail and Config"
  enable_key_rotation     = true
  deletion_window_in_days = 30

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Account"
        Effect    = "Allow"
        Principal = { AWS = "arn:${local.partition}:iam::${local.account}:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Sid       = "CloudTrail"
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"]
        Resource  = "*"
        Condition = { StringEquals = { "aws:SourceArn" = local.trail_arn } }
      },
      {
        Sid       = "Config"
        Effect    = "Allow"
        Principal = { Service = "config.amazonaws.com" }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource  = "*"
        Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
      },
    ]
  })
}

locals {
  writers = {
    cloudtrail = { service = "cloudtrail.amazonaws.com", condition = { "aws:SourceArn" = local.trail_arn } }
    config     = { service = "config.amazonaws.com", condition = { "aws:SourceAccount" = local.account } }
  }
}

# No access log: the bucket holds logs itself, and its log would need another such bucket.
module "records_bucket" {
  source   = "../safe-bucket"
  for_each = local.records

  bucket_name     = each.value
  force_destroy   = var.force_destroy
  kms_key_arn     = aws_kms_key.records[each.key].arn
  lifecycle_rules = [{ id = "delete-old-records", expiration_days = var.log_retention_days, noncurrent_days = 30, abort_multipart_days = 7 }]

  policy_statements = flatten([for writer, rule in local.writers : [
    {
      Sid       = "${title(writer)}ReadsBucket"
      Effect    = "Allow"
      Principal = { Service = rule.service }
      Action    = ["s3:GetBucketAcl", "s3:ListBucket"]
      Resource  = ["arn:${local.partition}:s3:::${each.value}"]
      Condition = { StringEquals = rule.condition }
    },
    {
      Sid       = "${title(writer)}WritesRecords"
      Effect    = "Allow"
      Principal = { Service = rule.service }
      Action    = ["s3:PutObject"]
      Resource  = ["arn:${local.partition}:s3:::${each.value}/${writer}/AWSLogs/${local.account}/*"]
      Condition = { StringEquals = merge(rule.condition, { "s3:x-amz-acl" = "bucket-owner-full-control" }) }
    },
  ]])
}
