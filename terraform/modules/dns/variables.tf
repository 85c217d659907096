variable "zone_name" {
  description = "The domain whose names are written, such as example.com."
  type        = string

  validation {
    condition     = can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.zone_name))
    error_message = "The zone must be a domain in lower case, such as example.com."
  }
}

variable "create_zone" {
  description = "Whether the zone is made here; otherwise it is there already. A new one answers only when the domain's registrar knows its name servers."
  type        = bool
  default     = false
}

variable "api_domain_name" {
  description = "The API's host, in the zone; null for none."
  type        = string
  default     = null

  validation {
    condition     = var.api_domain_name == null || endswith(coalesce(var.api_domain_name, "-"), ".${var.zone_name}")
    error_message = "The API's host must be in the zone: of the zone example.com it is a name such as api.example.com."
  }
}

variable "api_target" {
  description = "Where the API's host points: what module api-gateway tells of its domain."
  type        = object({ name = string, zone_id = string })
  default     = null
}

variable "cdn_domain_name" {
  description = "CloudFront's host, in the zone; null for none."
  type        = string
  default     = null

  validation {
    condition     = var.cdn_domain_name == null || endswith(coalesce(var.cdn_domain_name, "-"), ".${var.zone_name}")
    error_message = "CloudFront's host must be in the zone: of the zone example.com it is a name such as cdn.example.com."
  }
  validation {
    condition     = var.cdn_domain_name == null || var.cdn_domain_name != var.api_domain_name
    error_message = "CloudFront's host must be another than the API's: one name points to one place."
  }
}

variable "cdn_target" {
  description = "Where CloudFront's host points: what module cdn tells of its domain."
  type        = object({ name = string, zone_id = string })
  default     = null
}
