mock_provider "aws" {
  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::ecommerce-dev-assets-123456789012" }
  }
}

variables {
  bucket_name = "ecommerce-dev-assets-123456789012"
}

run "nothing_is_public" {
  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.this.block_public_acls,
      aws_s3_bucket_public_access_block.this.block_public_policy,
      aws_s3_bucket_public_access_block.this.ignore_public_acls,
      aws_s3_bucket_public_access_block.this.restrict_public_buckets,
    ])
    error_message = "All four ways to make something public are blocked."
  }
  assert {
    condition     = aws_s3_bucket_ownership_controls.this.rule[0].object_ownership == "BucketOwnerEnforced"
    error_message = "No object has an access list of its own."
  }
  assert {
    condition     = alltrue([for statement in jsondecode(aws_s3_bucket_policy.this.policy).Statement : statement.Effect == "Deny"])
    error_message = "Without a distribution nobody is let in by the bucket."
  }
}

run "pictures_are_encrypted_and_kept" {
  assert {
    condition     = one([for rule in aws_s3_bucket_server_side_encryption_configuration.this.rule : rule.apply_server_side_encryption_by_default[0].sse_algorithm]) == "AES256"
    error_message = "Objects are encrypted with AES-256."
  }
  assert {
    condition     = toset([for statement in jsondecode(aws_s3_bucket_policy.this.policy).Statement : statement.Sid]) == toset(["EncryptedConnectionsOnly", "Tls12"])
    error_message = "Connections are encrypted, with TLS 1.2 or later."
  }
  assert {
    condition     = aws_s3_bucket_versioning.this.versioning_configuration[0].status == "Enabled"
    error_message = "A picture that is replaced is still there."
  }
  assert {
    condition     = one([for rule in aws_s3_bucket_lifecycle_configuration.this.rule : rule.noncurrent_version_expiration[0].noncurrent_days if rule.id == "delete-old-versions"]) == 90
    error_message = "Old versions are gone after 90 days."
  }
}

run "cloudfront_reads_products_only" {
  variables {
    distribution_arns = ["arn:aws:cloudfront::123456789012:distribution/E1"]
  }

  assert {
    condition = [for statement in jsondecode(aws_s3_bucket_policy.this.policy).Statement : statement if statement.Effect == "Allow"] == [{
      Sid       = "CloudFront"
      Effect    = "Allow"
      Principal = { Service = "cloudfront.amazonaws.com" }
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::ecommerce-dev-assets-123456789012/products/*"
      Condition = { StringEquals = { "AWS:SourceArn" = "arn:aws:cloudfront::123456789012:distribution/E1" } }
    }]
    error_message = "The distribution, and nobody else, reads pictures, and nothing else."
  }
}

run "bad_input_is_refused" {
  command = plan

  variables {
    bucket_name     = "Ecommerce_Assets"
    allowed_origins = ["shop.example.com"]
    noncurrent_days = 0
  }
  expect_failures = [var.bucket_name, var.allowed_origins, var.noncurrent_days]
}
