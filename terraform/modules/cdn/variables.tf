variable "project_name" {
  description = "First part of every name: the name in ../../project.json."
  type        = string
}

variable "stage" {
  description = "Name of the stage; part of the name of each resource."
  type        = string

  validation {
    condition     = contains(["dev", "staging", "prod"], var.stage)
    error_message = "The stage must be dev, staging or prod."
  }
}

variable "images_bucket_domain_name" {
  description = "Domain name of the image bucket: module s3's bucket_domain_name. Its policy must allow the distribution to read."
  type        = string
}

variable "docs_bucket_name" {
  description = "Name of the documentation's bucket, which this module creates; bucket names are unique across all AWS accounts."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.docs_bucket_name))
    error_message = "A bucket name is 3 to 63 lowercase letters, digits and hyphens, and neither starts nor ends with a hyphen."
  }
}

variable "api_domain_name" {
  description = "Domain of the API to put the distribution in front of (module api-gateway's domain_name); null for none. The API's stages then need origin_web_acl_arn, and its functions TRUSTED_PROXIES = 1."
  type        = string
  default     = null

  validation {
    condition     = var.api_domain_name == null || can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.api_domain_name))
    error_message = "api_domain_name must be a lowercase domain, such as api.example.com."
  }
}

variable "domain_name" {
  description = "Domain of the distribution, such as shop.example.com; null for CloudFront's own."
  type        = string
  default     = null

  validation {
    condition     = var.domain_name == null || can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.domain_name))
    error_message = "domain_name must be a lowercase domain, such as shop.example.com."
  }
  validation {
    condition     = var.domain_name == null || var.certificate_arn != null
    error_message = "domain_name needs a certificate: set certificate_arn as well."
  }
  validation {
    condition     = var.domain_name == null || var.domain_name != var.api_domain_name
    error_message = "domain_name must differ from api_domain_name: the distribution would be its own origin."
  }
}

variable "certificate_arn" {
  description = "ARN of the ACM certificate of domain_name, in us-east-1."
  type        = string
  default     = null

  validation {
    condition     = var.certificate_arn == null || can(regex("^arn:[a-z-]+:acm:us-east-1:", var.certificate_arn))
    error_message = "CloudFront accepts certificates from us-east-1 only."
  }
}

variable "web_acl_arn" {
  description = "ARN of the distribution's web ACL, of scope CLOUDFRONT; null for none."
  type        = string
  default     = null
}

variable "log_bucket_domain_name" {
  description = "Domain name of a bucket for the access log, which contains IP addresses; null for no log."
  type        = string
  default     = null
}

variable "price_class" {
  description = "Price class: the edge locations that serve the shop."
  type        = string
  default     = "PriceClass_100"

  validation {
    condition     = contains(["PriceClass_100", "PriceClass_200", "PriceClass_All"], var.price_class)
    error_message = "The price class must be PriceClass_100, PriceClass_200 or PriceClass_All."
  }
}

variable "force_destroy" {
  description = "Whether `terraform destroy` deletes the documentation's bucket even if it contains objects."
  type        = bool
  default     = false
}
