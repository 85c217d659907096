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

variable "scope" {
  description = "REGIONAL for API Gateway; CLOUDFRONT for a distribution, with a provider for us-east-1."
  type        = string
  default     = "REGIONAL"

  validation {
    condition     = contains(["CLOUDFRONT", "REGIONAL"], var.scope)
    error_message = "The scope must be REGIONAL or CLOUDFRONT."
  }
}

variable "action" {
  description = "Action for requests that match a rule: block or count."
  type        = string

  validation {
    condition     = contains(["block", "count"], var.action)
    error_message = "The action must be block or count."
  }
}

variable "rate_limit" {
  description = "Maximum requests per IP address to the storefront in five minutes."
  type        = number
  default     = 2000

  validation {
    condition     = var.rate_limit >= 10 && var.rate_limit <= 2000000000
    error_message = "rate_limit must be 10 to 2,000,000,000."
  }
}

variable "partner_rate_limit" {
  description = "Maximum requests per API key to the partner API in five minutes: not below what the usage plans allow."
  type        = number

  validation {
    condition     = var.partner_rate_limit >= 10 && var.partner_rate_limit <= 2000000000
    error_message = "partner_rate_limit must be 10 to 2,000,000,000."
  }
}

variable "partner_host" {
  description = "Host of the partner API; null if it shares the storefront's host, where its paths begin with /partner/."
  type        = string
  default     = null
}

variable "allowed_countries" {
  description = "Countries that requests may come from, as ISO 3166 codes; by default those that use the shop's currencies."
  type        = list(string)
  nullable    = false
  default = [
    "AT", "BE", "BG", "CY", "DE", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PT",
    "SI", "SK", "US",
  ]

  validation {
    condition     = length(var.allowed_countries) > 0 && length(var.allowed_countries) <= 50
    error_message = "allowed_countries must have 1 to 50 countries."
  }
  validation {
    condition     = alltrue([for country in var.allowed_countries : can(regex("^[A-Z]{2}$", country))])
    error_message = "A country is a code of two capital letters, such as DE."
  }
}

variable "log_retention_days" {
  description = "Retention in days of a log of requests that matched a rule, with IP addresses; null for no log."
  type        = number
  default     = null

  validation {
    condition     = contains([0, 1, 3, 5, 7, 14, 30, 60, 90], coalesce(var.log_retention_days, 0)) && var.log_retention_days != 0
    error_message = "WAF's log contains IP addresses: its retention must be 1, 3, 5, 7, 14, 30, 60 or 90 days."
  }
}

variable "logs_key_arn" {
  description = "ARN of the key that encrypts the log, in the log's region; null for CloudWatch's own."
  type        = string
  default     = null
}
