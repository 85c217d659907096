terraform {
  # Ephemeral resources and write-only arguments keep the payment key out of state and plans.
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

provider "aws" {
  region              = var.region
  allowed_account_ids = var.account_id[*]

  default_tags {
    tags = { Project = local.project_name, Stage = "dev", ManagedBy = "Terraform" }
  }
}

# CloudFront accepts certificates and web ACLs from this region only.
provider "aws" {
  alias               = "us_east_1"
  region              = "us-east-1"
  allowed_account_ids = var.account_id[*]

  default_tags {
    tags = { Project = local.project_name, Stage = "dev", ManagedBy = "Terraform" }
  }
}
