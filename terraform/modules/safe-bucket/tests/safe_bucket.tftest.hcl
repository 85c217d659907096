mock_provider "aws" {
  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::ecommerce-dev-assets-123456789012" }
  }
}

variables {
  bucket_name = "ecommerce-dev-assets-123456789012"
}

run "bucket_is_private_versioned_and_encrypted" {
  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.this.block_public_acls,
      aws_s3_bucket_public_access_block.this.block_public_policy,
      aws_s3_bucket_public_access_block.this.ignore_public_acls,
      aws_s3_bucket_public_access_block.this.restrict_public_buckets,
    ])
    error_message = "All four kinds of public access are blocked."
  }
  assert {
    condition     = aws_s3_bucket_ownership_controls.this.rule[0].object_ownership == "BucketOwnerEnforced"
    error_message = "Object ACLs are disabled."
  }
  assert {
    condition     = aws_s3_bucket_versioning.this.versioning_configuration[0].status == "Enabled"
    error_message = "Replaced and deleted objects can be restored."
  }
  assert {
    condition     = one(aws_s3_bucket_server_side_encryption_configuration.this.rule).apply_server_side_encryption_by_default[0].sse_algorithm == "AES256"
    error_message = "Without a KMS key, objects are encrypted with AES-256."
  }
  assert {
    condition     = !aws_s3_bucket.this.force_destroy
    error_message = "A bucket that contains objects is not destroyed by default."
  }
}

run "policy_denies_requests_without_tls_and_allows_nothing" {
  assert {
    condition = jsondecode(output.policy).Statement == [{
      Sid       = "EncryptedConnectionsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = ["arn:aws:s3:::ecommerce-dev-assets-123456789012", "arn:aws:s3:::ecommerce-dev-assets-123456789012/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
    error_message = "The default policy has one statement, which denies unencrypted requests."
  }
}

run "minimum_tls_version_is_enforced" {
  variables {
    minimum_tls_version = "1.2"
  }

  assert {
    condition     = { for statement in jsondecode(output.policy).Statement : statement.Sid => "${statement.Effect} ${jsonencode(statement.Condition)}" }["Tls12"] == "Deny {\"NumericLessThan\":{\"s3:TlsVersion\":\"1.2\"}}"
    error_message = "Connections below TLS 1.2 are denied."
  }
}

run "policy_statements_are_added_after_the_denials" {
  variables {
    policy_statements = [{ Sid = "Read", Effect = "Allow", Principal = { Service = "cloudfront.amazonaws.com" }, Action = "s3:GetObject", Resource = "arn:aws:s3:::ecommerce-dev-assets-123456789012/products/*" }]
  }

  assert {
    condition     = [for statement in jsondecode(output.policy).Statement : "${statement.Effect} ${statement.Sid}"] == ["Deny EncryptedConnectionsOnly", "Allow Read"]
    error_message = "Callers can add statements, and cannot remove the denials."
  }
}

run "kms_key_encrypts_the_objects" {
  variables {
    kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
  }

  assert {
    condition = one([for rule in aws_s3_bucket_server_side_encryption_configuration.this.rule :
      "${rule.apply_server_side_encryption_by_default[0].sse_algorithm} ${rule.apply_server_side_encryption_by_default[0].kms_master_key_id} ${rule.bucket_key_enabled}"
    ]) == "aws:kms ${var.kms_key_arn} true"
    error_message = "Objects are encrypted with the KMS key, through an S3 bucket key."
  }
}

run "old_versions_expire_after_90_days_and_incomplete_uploads_after_7" {
  assert {
    condition     = [for rule in aws_s3_bucket_lifecycle_configuration.this.rule : "${rule.id} ${rule.noncurrent_version_expiration[0].noncurrent_days} ${rule.abort_incomplete_multipart_upload[0].days_after_initiation} ${length(rule.expiration)}"] == ["delete-old-versions 90 7 0"]
    error_message = "By default, current objects do not expire."
  }
}

run "lifecycle_rules_replace_the_default" {
  variables {
    lifecycle_rules = [
      { id = "delete-old-records", expiration_days = 365, noncurrent_days = 30, newer_noncurrent_versions = 20 },
      { id = "delete-unfinished-uploads", abort_multipart_days = 3 },
    ]
  }

  assert {
    condition     = aws_s3_bucket_lifecycle_configuration.this.rule[0].expiration[0].days == 365 && aws_s3_bucket_lifecycle_configuration.this.rule[0].noncurrent_version_expiration[0].noncurrent_days == 30 && tonumber(aws_s3_bucket_lifecycle_configuration.this.rule[0].noncurrent_version_expiration[0].newer_noncurrent_versions) == 20
    error_message = "A rule can expire current objects and keep a number of old versions."
  }
  assert {
    condition     = aws_s3_bucket_lifecycle_configuration.this.rule[1].abort_incomplete_multipart_upload[0].days_after_initiation == 3 && length(aws_s3_bucket_lifecycle_configuration.this.rule) == 2
    error_message = "Each rule has only the actions that it sets."
  }
}

run "invalid_input_is_rejected" {
  command = plan

  variables {
    bucket_name         = "Ecommerce_Assets"
    minimum_tls_version = "1.1"
    lifecycle_rules     = [{ id = "delete-old-versions", noncurrent_days = 0 }]
  }
  expect_failures = [var.bucket_name, var.minimum_tls_version, var.lifecycle_rules]
}

run "bucket_without_versions_keeps_no_deleted_object" {
  variables {
    has_versions    = false
    lifecycle_rules = [{ id = "delete-exports", expiration_days = 1 }]
  }

  assert {
    condition     = aws_s3_bucket_versioning.this.versioning_configuration[0].status == "Disabled"
    error_message = "A deleted object is gone."
  }
  assert {
    condition     = aws_s3_bucket_lifecycle_configuration.this.rule[0].expiration[0].days == 1
    error_message = "Objects expire after a day."
  }
}
