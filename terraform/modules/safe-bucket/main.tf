resource "aws_s3_bucket" "this" {
  #checkov:skip=CKV_AWS_18:module s3 adds an access log where one is configured; the buckets of documentation, state and records need none
  #checkov:skip=CKV_AWS_145:kms_key_arn is set where a customer managed key is required; S3's own key encrypts the other buckets
  #checkov:skip=CKV_AWS_21:has_versions is false only for data exports, of which no version may stay after an erasure
  bucket        = var.bucket_name
  force_destroy = var.force_destroy
}

resource "aws_s3_bucket_public_access_block" "this" {
  bucket = aws_s3_bucket.this.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.id

  versioning_configuration {
    status = var.has_versions ? "Enabled" : "Disabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    bucket_key_enabled = var.kms_key_arn == null ? null : true

    apply_server_side_encryption_by_default {
      sse_algorithm     = var.kms_key_arn == null ? "AES256" : "aws:kms"
      kms_master_key_id = var.kms_key_arn
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  dynamic "rule" {
    for_each = var.lifecycle_rules

    content {
      id     = rule.value.id
      status = "Enabled"

      filter {
        prefix = ""
      }

      dynamic "expiration" {
        for_each = rule.value.expiration_days[*]

        content {
          days = expiration.value
        }
      }

      dynamic "noncurrent_version_expiration" {
        for_each = rule.value.noncurrent_days[*]

        content {
          noncurrent_days           = noncurrent_version_expiration.value
          newer_noncurrent_versions = rule.value.newer_noncurrent_versions
        }
      }

      dynamic "abort_incomplete_multipart_upload" {
        for_each = rule.value.abort_multipart_days[*]

        content {
          days_after_initiation = abort_incomplete_multipart_upload.value
        }
      }
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}

locals {
  whole_bucket = [aws_s3_bucket.this.arn, "${aws_s3_bucket.this.arn}/*"]

  tls_statements = concat(
    [{
      Sid       = "EncryptedConnectionsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = local.whole_bucket
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }],
    [for version in var.minimum_tls_version[*] : {
      Sid       = "Tls${replace(version, ".", "")}"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = local.whole_bucket
      Condition = { NumericLessThan = { "s3:TlsVersion" = version } }
    }],
  )
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = concat(local.tls_statements, var.policy_statements)
  })

  # S3 rejects concurrent changes to a bucket's policy and public access block.
  depends_on = [aws_s3_bucket_public_access_block.this]
}
