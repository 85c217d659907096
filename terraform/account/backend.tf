# Partial configuration: `terraform init -backend-config=bucket=…` names the bucket that terraform/bootstrap created.
# The pipeline's roles have access to their stages' states only, not to this one.
terraform {
  backend "s3" {
    key          = "account/terraform.tfstate"
    region       = "us-east-1"
    encrypt      = true
    use_lockfile = true
  }
}
