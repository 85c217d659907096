variable "project_name" {
  description = "First part of every name: the name in ../../project.json."
  type        = string
}

variable "stage" {
  description = "Name of the stage; part of the name of each resource, and the name of the APIs' stage."
  type        = string

  validation {
    condition     = contains(["dev", "staging", "prod"], var.stage)
    error_message = "The stage must be dev, staging or prod."
  }
}

variable "documents" {
  description = "Contents of generated/api_gateway.storefront.json and generated/api_gateway.partner.json, with their placeholders."
  type        = object({ storefront = string, partner = string })

  validation {
    condition     = alltrue([for document in values(var.documents) : can(jsondecode(document).paths)])
    error_message = "Each document must be the content of an OpenAPI document in JSON, not a file path."
  }
}

variable "import_again" {
  description = "Any new value imports the documents again. Use it when an apply was interrupted before the import: Terraform considers the import done."
  type        = string
  default     = ""
}

variable "functions" {
  description = "The functions by their keys in functions.json: the key of an operation is its operationId. API Gateway invokes the alias in its stage's variable: `live`, or `canary` during a canary release."
  type = map(object({
    name             = string
    alias_arn        = string
    invoke_arn       = string
    stage_invoke_arn = string
  }))
}

variable "authorizer" {
  description = "Key of the function that authorizes bearer tokens."
  type        = string
  default     = "authorize_request"

  validation {
    condition     = contains(keys(var.functions), var.authorizer)
    error_message = "authorizer must be a key of functions."
  }
}

variable "allowed_origins" {
  description = "Origins whose web pages may call the APIs (CORS); * for any."
  type        = list(string)
  default     = ["*"]

  validation {
    condition     = length(var.allowed_origins) > 0 && (join(" ", var.allowed_origins) == "*" || alltrue([for origin in var.allowed_origins : can(regex("^https?://[A-Za-z0-9.:-]+$", origin))]))
    error_message = "allowed_origins must be * alone, or each a scheme and a host, such as https://shop.example.com."
  }
}

variable "docs_url" {
  description = "URL of the documentation, without a trailing slash; problem types link to its pages."
  type        = string
  default     = "/docs"

  validation {
    condition     = can(regex("^(https://[A-Za-z0-9.:-]+)?(/[A-Za-z0-9._~-]+)*$", var.docs_url))
    error_message = "docs_url must begin with https:// or a slash, and have no trailing slash."
  }
}

variable "throttling" {
  description = "Requests per second of each API, and burst size; further requests get a 429."
  type        = object({ rate_limit = number, burst_limit = number })
  default     = { rate_limit = 10000, burst_limit = 5000 }

  validation {
    condition     = var.throttling.rate_limit > 0 && var.throttling.burst_limit > 0
    error_message = "rate_limit and burst_limit must be above 0."
  }
}

variable "usage_plans" {
  description = "Usage plans for partners: usage_plans.json."
  type = map(object({
    throttle = object({ rateLimit = number, burstLimit = number })
    quota    = object({ limit = number, period = string })
  }))

  validation {
    condition     = alltrue([for plan in var.usage_plans : contains(["DAY", "WEEK", "MONTH"], plan.quota.period)])
    error_message = "A quota's period must be DAY, WEEK or MONTH."
  }
}

variable "cache" {
  description = "The cache cluster: its size in GB; null for none."
  type        = object({ size = optional(string, "0.5") })
  default     = null

  validation {
    condition     = contains(["0.5", "1.6", "6.1", "13.5", "28.4", "58.2", "118", "237"], try(var.cache.size, "0.5"))
    error_message = "cache.size must be 0.5, 1.6, 6.1, 13.5, 28.4, 58.2, 118 or 237."
  }
}

variable "cache_seconds" {
  description = "TTL by operationId (x-cache-seconds of the contract); other operations are never cached."
  type        = map(number)
  default     = {}

  validation {
    condition     = alltrue([for seconds in values(var.cache_seconds) : seconds > 0 && seconds <= 3600])
    error_message = "cache_seconds must be 1 to 3600."
  }
}

variable "detailed_metrics" {
  description = "Whether each method has metrics of its own, which are billed. The metrics of each API, which alarms read, always exist and cost nothing."
  type        = bool
  default     = false
}

variable "logs_key_arn" {
  description = "ARN of the key that encrypts the access logs."
  type        = string
}

variable "log_retention_days" {
  description = "Retention of the access logs, in days."
  type        = number
  default     = 30

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "CloudWatch supports a retention of 1, 3, 5, 7, 14, 30, 60, 90 days and some longer periods."
  }
}

variable "domain_name" {
  description = "Domain of both APIs, with /v1 and /partner/v1, such as api.example.com; null for API Gateway's own URLs."
  type        = string
  default     = null

  validation {
    condition     = var.domain_name == null || can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.domain_name))
    error_message = "domain_name must be a lowercase domain, such as api.example.com."
  }
  validation {
    condition     = var.domain_name == null || var.certificate_arn != null
    error_message = "domain_name needs a certificate: set certificate_arn as well."
  }
}

variable "certificate_arn" {
  description = "ARN of the ACM certificate of domain_name, in the APIs' region."
  type        = string
  default     = null
}
