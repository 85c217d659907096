terraform {
  # Write-only arguments and ephemeral variables: a secret's value is in no state and no plan.
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
      # CloudFront takes certificates and firewalls of this region only.
      configuration_aliases = [aws.us_east_1]
    }
  }
}
