# The bucket is the account's: `terraform init -backend-config=bucket=...` names the one that terraform/bootstrap made.
# S3 itself locks the state, with a file beside it; a table for locks, as the architecture has it, is deprecated.
terraform {
  backend "s3" {
    key          = "dev/terraform.tfstate"
    region       = "us-east-1"
    encrypt      = true
    use_lockfile = true
  }
}
