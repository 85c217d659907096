variable "stage" {
  description = "Which shop this is; it is in the name of everything that the shop has, and the name of the APIs' stage."
  type        = string

  validation {
    condition     = contains(["dev", "staging", "prod"], var.stage)
    error_message = "The stage must be dev, staging or prod."
  }
}

variable "documents" {
  description = "The text of generated/api_gateway.storefront.json and generated/api_gateway.partner.json, with their placeholders."
  type        = object({ storefront = string, partner = string })

  validation {
    condition     = alltrue([for document in values(var.documents) : can(jsondecode(document).paths)])
    error_message = "Each document must be the text of an OpenAPI document as JSON, not the path of a file."
  }
}

variable "import_again" {
  description = "Any other word than before imports the documents anew: where an apply broke off between its plan and the import, Terraform takes the import for done."
  type        = string
  default     = ""
}

variable "functions" {
  description = "The functions, by their keys in functions.json: an operation's is its operationId. API Gateway calls the alias that its stage names: `live` or, of a release that is being tried, `canary`."
  type = map(object({
    name             = string
    alias_arn        = string
    invoke_arn       = string
    stage_invoke_arn = string
  }))
}

variable "authorizer" {
  description = "The key of the function that looks at bearer tokens."
  type        = string
  default     = "authorize_request"

  validation {
    condition     = contains(keys(var.functions), var.authorizer)
    error_message = "The authorizer must be one of the functions."
  }
}

variable "allow_origin" {
  description = "The origin whose scripts may call the APIs (CORS), or * for any."
  type        = string
  default     = "*"

  validation {
    condition     = var.allow_origin == "*" || can(regex("^https?://[^/'[:space:]]+$", var.allow_origin))
    error_message = "The origin is * or a scheme and a host, such as https://shop.example.com."
  }
}

variable "docs_url" {
  description = "Where the documentation is, without a slash at its end: a problem's type is a page under it."
  type        = string
  default     = "/docs"

  validation {
    condition     = can(regex("^(https://[A-Za-z0-9.:-]+)?(/[A-Za-z0-9._~-]+)*$", var.docs_url))
    error_message = "The documentation's URL starts with https:// or a slash, and has no slash at its end."
  }
}

variable "throttling" {
  description = "How many requests a second each API takes, and how many at once; what is more is answered with a 429."
  type        = object({ rate_limit = number, burst_limit = number })
  default     = { rate_limit = 10000, burst_limit = 5000 }

  validation {
    condition     = var.throttling.rate_limit > 0 && var.throttling.burst_limit > 0
    error_message = "The rate limit and the burst limit must be above 0: nothing would be answered."
  }
}

variable "usage_plans" {
  description = "The partners' usage plans: usage_plans.json."
  type = map(object({
    throttle = object({ rateLimit = number, burstLimit = number })
    quota    = object({ limit = number, period = string })
  }))

  validation {
    condition     = alltrue([for plan in var.usage_plans : contains(["DAY", "WEEK", "MONTH"], plan.quota.period)])
    error_message = "A quota is for a DAY, a WEEK or a MONTH."
  }
}

variable "cache" {
  description = "Caches what anyone may read of products, on a cluster of so many GB, for so many seconds; null for no cache."
  type        = object({ size = optional(string, "0.5"), seconds = optional(number, 300) })
  default     = null

  validation {
    condition     = contains(["0.5", "1.6", "6.1", "13.5", "28.4", "58.2", "118", "237"], try(var.cache.size, "0.5"))
    error_message = "A cache's size is one that API Gateway has: 0.5, 1.6, 6.1, 13.5, 28.4, 58.2, 118 or 237."
  }
  validation {
    condition     = try(var.cache.seconds, 300) > 0 && try(var.cache.seconds, 300) <= 3600
    error_message = "An answer is cached for 1 to 3600 seconds."
  }
}

variable "logs_key_arn" {
  description = "The key that encrypts the access logs."
  type        = string
}

variable "log_retention_days" {
  description = "For how many days the access logs are kept."
  type        = number
  default     = 30

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "CloudWatch keeps logs for 1, 3, 5, 7, 14, 30, 60, 90 days and some longer times."
  }
}

variable "domain_name" {
  description = "The host of both APIs, /v1 and /partner/v1, such as api.example.com; null to leave them at API Gateway's own."
  type        = string
  default     = null

  validation {
    condition     = var.domain_name == null || can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.domain_name))
    error_message = "The domain must be the name of a host in lower case, such as api.example.com."
  }
  validation {
    condition     = var.domain_name == null || var.certificate_arn != null
    error_message = "A domain needs a certificate: give certificate_arn with domain_name."
  }
}

variable "certificate_arn" {
  description = "The ACM certificate of domain_name, of the region that the APIs are in."
  type        = string
  default     = null
}
