# One bucket for the records of CloudTrail and Config. It is encrypted with a key of its own.
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

resource "aws_s3_bucket" "records" {
  #checkov:skip=CKV_AWS_18:it is a bucket of logs: a log of it would need another such bucket
  for_each = local.records

  bucket        = each.value
  force_destroy = var.force_destroy
}

resource "aws_s3_bucket_public_access_block" "records" {
  for_each = local.records

  bucket                  = aws_s3_bucket.records[each.key].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_versioning" "records" {
  for_each = local.records

  bucket = aws_s3_bucket.records[each.key].id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "records" {
  for_each = local.records

  bucket = aws_s3_bucket.records[each.key].id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.records[each.key].arn
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "records" {
  for_each = local.records

  bucket = aws_s3_bucket.records[each.key].id

  rule {
    id     = "delete-old-records"
    status = "Enabled"

    filter {
      prefix = ""
    }

    expiration {
      days = var.log_retention_days
    }

    noncurrent_version_expiration {
      noncurrent_days = 30
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  depends_on = [aws_s3_bucket_versioning.records]
}

locals {
  writers = {
    cloudtrail = { service = "cloudtrail.amazonaws.com", condition = { "aws:SourceArn" = local.trail_arn } }
    config     = { service = "config.amazonaws.com", condition = { "aws:SourceAccount" = local.account } }
  }
}

resource "aws_s3_bucket_policy" "records" {
  for_each = local.records

  bucket = aws_s3_bucket.records[each.key].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{
        Sid       = "EncryptedConnectionsOnly"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.records[each.key].arn, "${aws_s3_bucket.records[each.key].arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      }],
      flatten([for writer, rule in local.writers : [
        {
          Sid       = "${title(writer)}Looks"
          Effect    = "Allow"
          Principal = { Service = rule.service }
          Action    = ["s3:GetBucketAcl", "s3:ListBucket"]
          Resource  = [aws_s3_bucket.records[each.key].arn]
          Condition = { StringEquals = rule.condition }
        },
        {
          Sid       = "${title(writer)}Writes"
          Effect    = "Allow"
          Principal = { Service = rule.service }
          Action    = ["s3:PutObject"]
          Resource  = ["${aws_s3_bucket.records[each.key].arn}/${writer}/AWSLogs/${local.account}/*"]
          Condition = { StringEquals = merge(rule.condition, { "s3:x-amz-acl" = "bucket-owner-full-control" }) }
        },
      ]]),
    )
  })

  depends_on = [aws_s3_bucket_public_access_block.records]
}
