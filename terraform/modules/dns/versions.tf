terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
      # CloudFront takes certificates and web ACLs of this region only.
      configuration_aliases = [aws.us_east_1]
    }
  }
}
