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

provider "aws" {
  region              = var.region
  allowed_account_ids = var.account_id[*]

  default_tags {
    tags = local.tags
  }
}

# CloudFront takes certificates and firewalls of this region only.
provider "aws" {
  alias               = "us_east_1"
  region              = "us-east-1"
  allowed_account_ids = var.account_id[*]

  default_tags {
    tags = local.tags
  }
}
