# Resources that moved into module safe-bucket keep their place in the states of deployed stages.
moved {
  from = aws_s3_bucket.records["records"]
  to   = module.records_bucket["records"].aws_s3_bucket.this
}

moved {
  from = aws_s3_bucket_public_access_block.records["records"]
  to   = module.records_bucket["records"].aws_s3_bucket_public_access_block.this
}

moved {
  from = aws_s3_bucket_versioning.records["records"]
  to   = module.records_bucket["records"].aws_s3_bucket_versioning.this
}

moved {
  from = aws_s3_bucket_server_side_encryption_configuration.records["records"]
  to   = module.records_bucket["records"].aws_s3_bucket_server_side_encryption_configuration.this
}

moved {
  from = aws_s3_bucket_lifecycle_configuration.records["records"]
  to   = module.records_bucket["records"].aws_s3_bucket_lifecycle_configuration.this
}

moved {
  from = aws_s3_bucket_policy.records["records"]
  to   = module.records_bucket["records"].aws_s3_bucket_policy.this
}
