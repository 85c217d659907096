# The bucket is the account's: `terraform init -backend-config=bucket=...` names the one that terraform/bootstrap made.
# The pipeline's roles read and write the states of their stages only, and not this one.
terraform {
  backend "s3" {
    key          = "account/terraform.tfstate"
    region       = "us-east-1"
    encrypt      = true
    use_lockfile = true
  }
}
