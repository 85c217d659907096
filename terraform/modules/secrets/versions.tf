terraform {
  # Write-only arguments and ephemeral resources: a secret's value is in no state and no plan.
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}
