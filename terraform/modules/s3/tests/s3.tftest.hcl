mock_provider "aws" {
  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::ecommerce-dev-assets-123456789012" }
  }
}

variables {
  bucket_name = "ecommerce-dev-assets-123456789012"
}

run "bucket_policy_requires_tls_1_2_and_allows_no_one" {
  assert {
    condition     = toset([for statement in jsondecode(module.bucket.policy).Statement : "${statement.Effect} ${statement.Sid}"]) == toset(["Deny EncryptedConnectionsOnly", "Deny Tls12"])
    error_message = "Without a distribution, the policy only denies: connections are encrypted, with TLS 1.2 or later."
  }
}

run "old_versions_expire_after_90_days" {
  assert {
    condition     = local.lifecycle_rules[0].noncurrent_days == 90 && local.lifecycle_rules[1].abort_multipart_days == 7
    error_message = "Old versions expire after 90 days, incomplete uploads after 7."
  }
}

run "images_are_uploaded_with_post" {
  assert {
    condition     = one(aws_s3_bucket_cors_configuration.this.cors_rule).allowed_methods == toset(["GET", "HEAD", "POST"])
    error_message = "Browsers upload with a form, and with no other method."
  }
}

run "cloudfront_reads_only_products" {
  variables {
    distribution_arns = ["arn:aws:cloudfront::123456789012:distribution/E1"]
  }

  assert {
    condition = [for statement in jsondecode(module.bucket.policy).Statement : statement if statement.Effect == "Allow"] == [{
      Sid       = "CloudFront"
      Effect    = "Allow"
      Principal = { Service = "cloudfront.amazonaws.com" }
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::ecommerce-dev-assets-123456789012/products/*"
      Condition = { StringEquals = { "AWS:SourceArn" = "arn:aws:cloudfront::123456789012:distribution/E1" } }
    }]
    error_message = "The distribution reads images, and no one reads anything else."
  }
}

run "invalid_origins_are_rejected" {
  command = plan

  variables {
    allowed_origins = ["shop.example.com"]
  }
  expect_failures = [var.allowed_origins]
}
