# Partial configuration: `terraform init -backend-config=bucket=…` names the bucket that terraform/bootstrap created.
# S3 locks the state with a lock file; the architecture's lock table in DynamoDB is deprecated.
terraform {
  backend "s3" {
    key          = "prod/terraform.tfstate"
    region       = "us-east-1"
    encrypt      = true
    use_lockfile = true
  }
}
