variable "stage" {
  description = "Which shop this is; it is in the name of everything that the shop has."
  type        = string

  validation {
    condition     = contains(["dev", "staging", "prod"], var.stage)
    error_message = "The stage must be dev, staging or prod."
  }
}

variable "images_bucket_domain_name" {
  description = "The host of the bucket of pictures: module s3's bucket_domain_name. That bucket must let the distribution read."
  type        = string
}

variable "docs_bucket_name" {
  description = "The bucket of the documentation, made here: no other bucket of any account has its name."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.docs_bucket_name))
    error_message = "A bucket's name is 3 to 63 lower-case letters, digits and hyphens, with no hyphen at either end."
  }
}

variable "api_domain_name" {
  description = "The API to stand in front of, by its own host (module api-gateway's domain_name); null for none. Its stages then take origin_web_acl_arn, and its functions TRUSTED_PROXIES = 1."
  type        = string
  default     = null

  validation {
    condition     = var.api_domain_name == null || can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.api_domain_name))
    error_message = "The API's host must be a name in lower case, such as api.example.com: /v1 and /partner/v1 are there only."
  }
}

variable "domain_name" {
  description = "The distribution's host, such as shop.example.com; null for CloudFront's own."
  type        = string
  default     = null

  validation {
    condition     = var.domain_name == null || can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.domain_name))
    error_message = "The domain must be the name of a host in lower case, such as shop.example.com."
  }
  validation {
    condition     = var.domain_name == null || var.certificate_arn != null
    error_message = "A domain needs a certificate: give certificate_arn with domain_name."
  }
  validation {
    condition     = var.domain_name == null || var.domain_name != var.api_domain_name
    error_message = "The distribution's host must be another than the API's: it would ask itself."
  }
}

variable "certificate_arn" {
  description = "The ACM certificate of domain_name, of us-east-1."
  type        = string
  default     = null

  validation {
    condition     = var.certificate_arn == null || can(regex("^arn:[a-z-]+:acm:us-east-1:", var.certificate_arn))
    error_message = "CloudFront takes certificates of us-east-1 only."
  }
}

variable "web_acl_arn" {
  description = "The web ACL, of scope CLOUDFRONT, that requests go through; null for none."
  type        = string
  default     = null
}

variable "log_bucket_domain_name" {
  description = "The host of a bucket that takes the access log, which holds addresses; null for no log."
  type        = string
  default     = null
}

variable "price_class" {
  description = "From which of CloudFront's places the shop is served."
  type        = string
  default     = "PriceClass_100"

  validation {
    condition     = contains(["PriceClass_100", "PriceClass_200", "PriceClass_All"], var.price_class)
    error_message = "The price class must be PriceClass_100, PriceClass_200 or PriceClass_All."
  }
}

variable "force_destroy" {
  description = "Whether the bucket of the documentation is deleted with what is in it."
  type        = bool
  default     = false
}
