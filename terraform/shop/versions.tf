terraform {
  # Write-only arguments and ephemeral variables keep secrets out of state and plans.
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
      # CloudFront accepts certificates and web ACLs from this region only.
      configuration_aliases = [aws.us_east_1]
    }
  }
}
