variable "stage" {
  description = "Which shop this is; it is in the name of everything that the shop has."
  type        = string

  validation {
    condition     = contains(["dev", "staging", "prod"], var.stage)
    error_message = "The stage must be dev, staging or prod."
  }
}

variable "scope" {
  description = "REGIONAL for API Gateway; CLOUDFRONT for a distribution, with a provider of us-east-1."
  type        = string
  default     = "REGIONAL"

  validation {
    condition     = contains(["CLOUDFRONT", "REGIONAL"], var.scope)
    error_message = "The scope must be REGIONAL or CLOUDFRONT."
  }
}

variable "action" {
  description = "What becomes of a request that a rule is about: it is blocked, or only counted."
  type        = string

  validation {
    condition     = contains(["block", "count"], var.action)
    error_message = "The action must be block or count."
  }
}

variable "rate_limit" {
  description = "How many requests one address may make in five minutes."
  type        = number
  default     = 2000

  validation {
    condition     = var.rate_limit >= 10 && var.rate_limit <= 2000000000
    error_message = "WAF takes a limit of 10 to 2,000,000,000 requests."
  }
}

variable "allowed_countries" {
  description = "The countries that requests may come from, as ISO 3166 codes. Those where the shop's currencies are used, unless said otherwise."
  type        = list(string)
  nullable    = false
  default = [
    "AT", "BE", "BG", "CY", "DE", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PT",
    "SI", "SK", "US",
  ]

  validation {
    condition     = length(var.allowed_countries) > 0 && length(var.allowed_countries) <= 50
    error_message = "WAF takes 1 to 50 countries."
  }
  validation {
    condition     = alltrue([for country in var.allowed_countries : can(regex("^[A-Z]{2}$", country))])
    error_message = "A country is its code of two capital letters, such as DE."
  }
}

variable "log_retention_days" {
  description = "For how many days requests that a rule was about are logged, with the caller's address; null for no log."
  type        = number
  default     = null

  validation {
    condition     = contains([0, 1, 3, 5, 7, 14, 30, 60, 90], coalesce(var.log_retention_days, 0)) && var.log_retention_days != 0
    error_message = "WAF's log holds addresses, and is kept for 1, 3, 5, 7, 14, 30, 60 or 90 days."
  }
}

variable "logs_key_arn" {
  description = "The key that encrypts the log, of the log's region; null for CloudWatch's own."
  type        = string
  default     = null
}
