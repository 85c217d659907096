terraform {
  # Older ones lock no state without a table.
  required_version = ">= 1.10"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

provider "aws" {
  region              = var.region
  allowed_account_ids = var.account_id[*]

  default_tags {
    tags = {
      Project   = "ecommerce"
      ManagedBy = "Terraform"
    }
  }
}
