variable "stage" {
  description = "Which shop this is; it is in the name of everything that the shop has."
  type        = string

  validation {
    condition     = contains(["dev", "staging", "prod"], var.stage)
    error_message = "The stage must be dev, staging or prod."
  }
}

variable "is_kept" {
  description = "Whether the shop is to last: then its table, bucket, secrets and keys are hard to lose. A stage that comes and goes says false."
  type        = bool
  default     = true
}

# --- functions

variable "image_uri" {
  description = "The image of the functions, with its digest or tag."
  type        = string
}

variable "architecture" {
  description = "The processors that the image was built for: x86_64 or arm64."
  type        = string
  default     = "x86_64"
}

variable "import_again" {
  description = "Any other word than before imports the documents anew: where an apply broke off between its plan and the import, Terraform takes the import for done."
  type        = string
  default     = ""
}

variable "reserved_concurrency" {
  description = "How many of a function run at once at most, by the function's key in functions.json; it then takes so many of the account's."
  type        = map(number)
  default     = {}

  validation {
    condition     = alltrue([for key, most in var.reserved_concurrency : contains(keys(jsondecode(file("${path.module}/../functions.json"))), key) && most >= 0 && floor(most) == most])
    error_message = "Concurrency is reserved for a function of functions.json, by its key there, and is a whole number, 0 or more."
  }
}

variable "settings" {
  description = "Settings that are to be other than in settings.json, such as { JWT_EXPIRY = \"3600\" }."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for name in keys(var.settings) : contains(keys(jsondecode(file("${path.module}/../settings.json")).all), name)])
    error_message = "Only a setting that stands in settings.json can be set: the others follow from what is deployed."
  }
  validation {
    condition     = !contains(keys(var.settings), "TRUSTED_PROXIES")
    error_message = "TRUSTED_PROXIES follows from what is deployed: say cdn.in_front_of_api."
  }
}

variable "log_level" {
  description = "The least level that functions log; null for that of settings.json."
  type        = string
  default     = null

  validation {
    condition     = var.log_level == null || contains(["DEBUG", "INFO", "WARNING", "ERROR"], coalesce(var.log_level, "-"))
    error_message = "The log level must be DEBUG, INFO, WARNING or ERROR."
  }
}

variable "more_settings" {
  description = "Variables for every function besides its own, such as where an emulator answers. No secrets."
  type        = map(string)
  default     = {}
}

variable "log_retention_days" {
  description = "For how many days logs are kept."
  type        = number
  default     = 30
}

# --- data

variable "max_read_request_units" {
  description = "How many read request units a second the table takes at most; -1 for no such limit."
  type        = number
  default     = 10000
}

variable "max_write_request_units" {
  description = "How many write request units a second the table takes at most; -1 for no such limit."
  type        = number
  default     = 5000
}

variable "bucket_name" {
  description = "The bucket of the pictures; null for ecommerce-<stage>-assets-<account>."
  type        = string
  default     = null
}

variable "log_bucket" {
  description = "A bucket that takes the access log of the pictures' bucket; null for none."
  type        = string
  default     = null
}

variable "payment_key" {
  description = "The API key of the payment service, 32 to 256 visible ASCII characters. Ephemeral: it is in no state and no plan."
  type        = string
  ephemeral   = true
  sensitive   = true
}

variable "payment_key_version" {
  description = "Counted up to have the key of the payment service replaced."
  type        = number
  default     = 1
}

# --- mail

variable "from_email" {
  description = "The address that the shop's e-mails come from."
  type        = string
}

variable "mail_domain" {
  description = "The domain that e-mails come from, signed with DKIM; null to verify the sender's address alone."
  type        = string
  default     = null
}

variable "alarm_emails" {
  description = "Who is told of alarms, and of e-mails that bounce."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for email in var.alarm_emails : can(regex("^[^@[:space:]]+@([A-Za-z0-9-]+\\.)+[A-Za-z]{2,}$", email))])
    error_message = "Alarms go to e-mail addresses, such as oncall@example.com."
  }
}

# --- network

variable "vpc" {
  description = "Whether the functions are in a network of their own, with endpoints of the AWS services that they ask."
  type        = bool
  default     = false
}

variable "nat_gateway" {
  description = "Whether functions in a network reach the internet."
  type        = bool
  default     = false

  validation {
    condition     = var.vpc || !var.nat_gateway
    error_message = "A NAT gateway is for functions in a network: say vpc = true as well."
  }
}

# --- what clients see

variable "allow_origin" {
  description = "The origin whose web pages may call the API and upload pictures (CORS); * for any."
  type        = string
  default     = "*"

  validation {
    condition     = var.allow_origin == "*" || can(regex("^https?://[^/[:space:]]+$", var.allow_origin))
    error_message = "The origin must be * or a scheme and a host, such as https://shop.example.com."
  }
}

variable "docs_url" {
  description = "Where the documentation is; problem types stand under it. Null for the one that CloudFront serves, or /docs without CloudFront."
  type        = string
  default     = null

  validation {
    condition     = var.docs_url == null || can(regex("^(https?://[^[:space:]]+|/[^[:space:]]*)$", var.docs_url))
    error_message = "The documentation's address must begin with https:// or with a slash."
  }
}

variable "image_base_url" {
  description = "Where pictures are read; null for CloudFront."
  type        = string
  default     = null

  validation {
    condition     = var.image_base_url == null || can(regex("^https?://[^[:space:]]+$", var.image_base_url))
    error_message = "The address of the pictures must begin with https://."
  }
}

# --- names

variable "domain_name" {
  description = "The API's own domain, such as api.example.com: /v1 and /partner/v1 are under it. Null for API Gateway's addresses."
  type        = string
  default     = null

  validation {
    condition     = var.domain_name == null || can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.domain_name))
    error_message = "The domain must be a name such as api.example.com."
  }
  validation {
    condition     = var.domain_name == null || var.certificate_arn != null || var.zone_name != null
    error_message = "A domain needs a certificate: give one (certificate_arn), or the Route 53 zone to have one made in (zone_name)."
  }
}

variable "certificate_arn" {
  description = "The certificate of domain_name, in ACM and in the stage's region; null to have one made."
  type        = string
  default     = null

  validation {
    condition     = var.certificate_arn == null || can(regex("^arn:[a-z-]+:acm:[a-z0-9-]+:[0-9]{12}:certificate/", var.certificate_arn))
    error_message = "The certificate is named by its ARN in ACM."
  }
}

variable "zone_name" {
  description = "The domain whose Route 53 zone takes the records of domain_name, of CloudFront's name and of e-mails, and proves their certificates; null for none."
  type        = string
  default     = null

  validation {
    condition     = var.zone_name == null || var.certificate_arn == null
    error_message = "A zone (zone_name) has certificates made in it: leave certificate_arn out, or the zone."
  }
}

variable "create_zone" {
  description = "Whether the zone is made; otherwise it is there already."
  type        = bool
  default     = false
}

# --- in front of the functions

variable "throttling" {
  description = "How many requests a second each API takes, and how many at once."
  type        = object({ rate_limit = number, burst_limit = number })
  default     = { rate_limit = 10000, burst_limit = 5000 }
}

variable "cache" {
  description = "Caches what anyone may read of products, on a cluster of so many GB, for so many seconds; null for no cache."
  type        = object({ size = optional(string, "0.5"), seconds = optional(number, 300) })
  default     = null
}

variable "waf_action" {
  description = "What the firewall does with a request that one of its rules is about: block or count; null for no firewall."
  type        = string
  default     = "block"
}

variable "cdn" {
  description = <<-EOT
    CloudFront, for pictures and the documentation: its own domain and that one's certificate, of us-east-1, and whether it
    also stands in front of the APIs, where the firewall moves with it.
  EOT
  type = object({
    is_wanted       = optional(bool, true)
    domain_name     = optional(string)
    certificate_arn = optional(string)
    in_front_of_api = optional(bool, false)
  })
  default = {}

  validation {
    condition     = var.cdn.domain_name == null || var.cdn.certificate_arn != null || var.zone_name != null
    error_message = "CloudFront's domain needs a certificate of us-east-1: give one (cdn.certificate_arn), or the zone to have one made in (zone_name)."
  }
  validation {
    condition     = !var.cdn.in_front_of_api || (var.cdn.is_wanted && var.domain_name != null)
    error_message = "CloudFront stands in front of the APIs only where it is wanted (cdn.is_wanted) and they have a name of their own (domain_name)."
  }
  validation {
    condition     = var.cdn.is_wanted || var.image_base_url != null
    error_message = "Without CloudFront say where pictures are read (image_base_url): their bucket is not public."
  }
}

variable "runbooks_url" {
  description = "Where docs/runbooks can be read: each alarm has a link there."
  type        = string
  default     = "docs/runbooks"
}

variable "thresholds" {
  description = "What alarms are above, where it is to be other than the architecture's, such as { lambda_errors = 20 }: see module monitoring."
  type        = map(number)
  default     = {}

  validation {
    condition = length(setsubtract(keys(var.thresholds), [
      "lambda_errors", "lambda_throttles", "lambda_duration_ms", "api_5xx_percent", "api_4xx_percent", "api_latency_ms", "dynamodb_system_errors", "dynamodb_throttles", "dynamodb_read_capacity_percent", "cold_starts", "canary_5xx_percent", "queued_messages", "iterator_age_ms",
    ])) == 0
    error_message = "A threshold is that of an alarm which there is, such as lambda_errors: see module monitoring."
  }
  validation {
    condition     = alltrue([for threshold in values(var.thresholds) : threshold >= 0])
    error_message = "A threshold must be 0 or more: below that an alarm would never end."
  }
}

variable "allowed_countries" {
  description = "The countries that requests may come from, as ISO 3166 codes; null for those where the shop's currencies are used."
  type        = list(string)
  default     = null
}
