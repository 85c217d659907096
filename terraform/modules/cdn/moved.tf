# Resources that moved into module safe-bucket keep their place in the states of deployed stages.
moved {
  from = aws_s3_bucket.docs
  to   = module.docs_bucket.aws_s3_bucket.this
}

moved {
  from = aws_s3_bucket_public_access_block.docs
  to   = module.docs_bucket.aws_s3_bucket_public_access_block.this
}

moved {
  from = aws_s3_bucket_ownership_controls.docs
  to   = module.docs_bucket.aws_s3_bucket_ownership_controls.this
}

moved {
  from = aws_s3_bucket_versioning.docs
  to   = module.docs_bucket.aws_s3_bucket_versioning.this
}

moved {
  from = aws_s3_bucket_server_side_encryption_configuration.docs
  to   = module.docs_bucket.aws_s3_bucket_server_side_encryption_configuration.this
}

moved {
  from = aws_s3_bucket_lifecycle_configuration.docs
  to   = module.docs_bucket.aws_s3_bucket_lifecycle_configuration.this
}

moved {
  from = aws_s3_bucket_policy.docs
  to   = module.docs_bucket.aws_s3_bucket_policy.this
}
