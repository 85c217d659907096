variable "zone_name" {
  description = "Domain of the zone, such as example.com."
  type        = string

  validation {
    condition     = can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.zone_name))
    error_message = "zone_name must be a lowercase domain, such as example.com."
  }
}

variable "create_zone" {
  description = "Whether to create the zone; false if it exists. A new zone resolves only after the registrar has its name servers."
  type        = bool
  default     = false
}

variable "api_domain_name" {
  description = "Domain of the API, in the zone; null for none."
  type        = string
  default     = null

  validation {
    condition     = var.api_domain_name == null || endswith(coalesce(var.api_domain_name, "-"), ".${var.zone_name}")
    error_message = "api_domain_name must be in the zone: in the zone example.com, for example api.example.com."
  }
}

variable "api_target" {
  description = "Target of the API's domain: output domain of module api-gateway."
  type        = object({ name = string, zone_id = string })
  default     = null
}

variable "cdn_domain_name" {
  description = "Domain of CloudFront, in the zone; null for none."
  type        = string
  default     = null

  validation {
    condition     = var.cdn_domain_name == null || endswith(coalesce(var.cdn_domain_name, "-"), ".${var.zone_name}")
    error_message = "cdn_domain_name must be in the zone: in the zone example.com, for example cdn.example.com."
  }
  validation {
    condition     = var.cdn_domain_name == null || var.cdn_domain_name != var.api_domain_name
    error_message = "cdn_domain_name must differ from api_domain_name: a name has one target."
  }
}

variable "cdn_target" {
  description = "Target of CloudFront's domain: output domain of module cdn."
  type        = object({ name = string, zone_id = string })
  default     = null
}
