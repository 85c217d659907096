variable "config" {
  description = "Configuration of the stage. Only from_email is required."

  type = object({
    # --- lifetime

    # True for a stage whose data must last: table, buckets, secrets and keys are protected from deletion.
    is_kept = optional(bool, true)

    # --- functions

    # The processor architecture that the image was built for: x86_64 or arm64.
    architecture = optional(string, "x86_64")
    # Maximum concurrent executions of a function, by its key in functions.json. Reserved from the account's concurrency.
    reserved_concurrency = optional(map(number), {})
    # Overrides of settings.json, such as { JWT_EXPIRY = "3600" }.
    settings = optional(map(string), {})
    # Additional environment variables of every function, such as an emulator's endpoint. No secrets.
    more_settings = optional(map(string), {})
    # Minimum log level; null for the level in settings.json.
    log_level = optional(string)
    # Retention of all logs, in days.
    log_retention_days = optional(number, 30)
    # Any new value imports the API documents again. Use it when an apply was interrupted before the import: Terraform
    # considers the import done.
    import_again = optional(string, "")

    # --- data

    # Maximum read and write request units per second of the table; -1 for no limit.
    max_read_request_units  = optional(number, 10000)
    max_write_request_units = optional(number, 5000)
    # Name of the bucket of product images; null for <project_name>-<stage>-assets-<account>.
    bucket_name = optional(string)
    # Name of a bucket for the access log of the image bucket; null for none.
    log_bucket = optional(string)
    # Increment to replace the key of the payment service.
    payment_key_version = optional(number, 1)

    # --- e-mail and alarms

    # Sender of the shop's e-mails.
    from_email = string
    # Domain that signs e-mails with DKIM; null to verify the sender's address only.
    mail_domain = optional(string)
    # TXT record _dmarc.<mail_domain>: how receivers treat e-mails that nobody signed. "" to create none, if the domain has one.
    dmarc_record = optional(string, "v=DMARC1; p=none")
    # Addresses that receive alarms and bounce notifications.
    alarm_emails = optional(list(string), [])
    # Where docs/runbooks is published: each alarm links to its runbook.
    runbooks_url = optional(string, "docs/runbooks")
    # Alarm thresholds that differ from the architecture's, such as { lambda_errors = 20 }: see module monitoring.
    thresholds = optional(map(number), {})

    # --- network

    # Whether the functions run in a VPC, with endpoints for the AWS services that they call.
    vpc = optional(bool, false)
    # Whether functions in the VPC have access to the internet.
    nat_gateway = optional(bool, false)

    # --- URLs and origins

    # Origins whose web pages may call the API and upload images (CORS); ["*"] for any.
    cors_allowed_origins = optional(list(string), ["*"])
    # URL of the documentation, which problem types link to; null for CloudFront's /docs, or /docs without CloudFront.
    docs_url = optional(string)
    # URL of the folder of pages that the links of e-mails about accounts lead to; null for /account below docs_url.
    account_pages_url = optional(string)
    # Base URL of product images; null for CloudFront, or for the bucket without CloudFront: it is private, so images can't be
    # read then.
    image_base_url = optional(string)

    # --- domains

    # Domain of the API, such as api.example.com, with /v1 and /partner/v1; null for API Gateway's own URLs.
    domain_name = optional(string)
    # ACM certificate of domain_name, in the stage's region; null to create one in the zone.
    certificate_arn = optional(string)
    # Route 53 zone for the records of domain_name, CloudFront and e-mail, and for certificate validation; null for none.
    zone_name = optional(string)
    # Whether to create the zone; false if it exists.
    create_zone = optional(bool, false)

    # --- API and edge

    # Requests per second of each API, and burst size; null for 10,000 and 5,000, which is API Gateway's quota for an account
    # in most regions ("Amazon API Gateway quotas", API Gateway Developer Guide).
    throttling = optional(object({ rate_limit = number, burst_limit = number }))
    # Whether the account has another stage, too: the stages share its quota, so throttling is required.
    shares_account = optional(bool, false)
    # API Gateway cache of public product reads: size in GB and TTL; null for no cache.
    cache = optional(object({ size = optional(string, "0.5") }))
    # CloudWatch metrics of each method of both APIs, in addition to those of the APIs. Each is billed.
    detailed_metrics = optional(bool, false)
    # What WAF does with a request that matches a rule: block or count; none for no WAF.
    waf_action = optional(string, "block")
    # Requests per address in five minutes, beyond which WAF blocks it.
    waf_rate_limit = optional(number, 2000)
    # Retention in days of WAF's log of requests that matched a rule; it contains IP addresses. null for no log.
    waf_log_retention_days = optional(number)
    # Countries that requests may come from, as ISO 3166 codes; null for the countries that use the shop's currencies.
    allowed_countries = optional(list(string))
    # CloudFront, for images and documentation. Set is_wanted to false in an account that may not create CloudFront resources
    # yet, and to true later: nothing else is recreated. domain_name and its certificate in us-east-1. in_front_of_api routes the
    # APIs through CloudFront too, and moves WAF there.
    cdn = optional(object({
      is_wanted       = optional(bool, true)
      domain_name     = optional(string)
      certificate_arn = optional(string)
      in_front_of_api = optional(bool, false)
    }), {})
  })

  validation {
    condition     = alltrue([for key, most in var.config.reserved_concurrency : contains(keys(jsondecode(file("${path.module}/../../functions.json"))), key) && most >= 0 && floor(most) == most])
    error_message = "reserved_concurrency maps a key of functions.json to a whole number, 0 or more."
  }
  validation {
    condition     = alltrue([for name in keys(var.config.settings) : contains(keys(jsondecode(file("${path.module}/../../settings.json")).all), name)])
    error_message = "settings can only override a setting of settings.json: the other settings are derived from the deployed resources."
  }
  validation {
    condition     = !contains(keys(var.config.settings), "TRUSTED_PROXIES")
    error_message = "TRUSTED_PROXIES is derived from the deployed resources: set cdn.in_front_of_api instead."
  }
  validation {
    condition     = var.config.log_level == null || contains(["DEBUG", "INFO", "WARNING", "ERROR"], coalesce(var.config.log_level, "-"))
    error_message = "The log level must be DEBUG, INFO, WARNING or ERROR."
  }
  validation {
    condition     = var.config.dmarc_record == "" || startswith(var.config.dmarc_record, "v=DMARC1; p=")
    error_message = "dmarc_record must be \"\" or begin with v=DMARC1; p=, such as v=DMARC1; p=quarantine; rua=mailto:dmarc@example.com."
  }
  validation {
    condition     = alltrue([for email in var.config.alarm_emails : can(regex("^[^@[:space:]]+@([A-Za-z0-9-]+\\.)+[A-Za-z]{2,}$", email))])
    error_message = "alarm_emails must be e-mail addresses, such as oncall@example.com."
  }
  validation {
    condition = length(setsubtract(keys(var.config.thresholds), [
      "lambda_errors", "lambda_throttles", "lambda_duration_ms", "api_5xx_percent", "api_4xx_percent", "api_latency_ms", "dynamodb_system_errors", "dynamodb_throttles", "dynamodb_read_capacity_percent", "cold_starts", "refresh_token_replays", "payment_callers_refused", "refusals", "waf_blocks", "canary_5xx_percent", "queued_messages", "iterator_age_ms",
    ])) == 0
    error_message = "thresholds must name existing alarms, such as lambda_errors: see module monitoring."
  }
  validation {
    condition     = alltrue([for threshold in values(var.config.thresholds) : threshold >= 0])
    error_message = "A threshold must be 0 or more: an alarm with a lower one would never clear."
  }
  validation {
    condition     = var.config.vpc || !var.config.nat_gateway
    error_message = "A NAT gateway is for functions in a VPC: set vpc = true as well."
  }
  validation {
    condition     = length(var.config.cors_allowed_origins) > 0 && (join(" ", var.config.cors_allowed_origins) == "*" || alltrue([for origin in var.config.cors_allowed_origins : can(regex("^https?://[A-Za-z0-9.:-]+$", origin))]))
    error_message = "cors_allowed_origins must be * alone, or each a scheme and a host, such as https://shop.example.com."
  }
  validation {
    condition     = var.config.docs_url == null || can(regex("^(https?://[^[:space:]]+|/[^[:space:]]*)$", var.config.docs_url))
    error_message = "docs_url must begin with https:// or with a slash."
  }
  validation {
    condition     = var.config.image_base_url == null || can(regex("^https?://[^[:space:]]+$", var.config.image_base_url))
    error_message = "image_base_url must begin with https://."
  }
  validation {
    condition     = var.config.domain_name == null || can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.config.domain_name))
    error_message = "domain_name must be a domain, such as api.example.com."
  }
  validation {
    condition     = var.config.domain_name == null || var.config.certificate_arn != null || var.config.zone_name != null
    error_message = "domain_name needs a certificate: set certificate_arn, or zone_name to create one in that Route 53 zone."
  }
  validation {
    condition     = var.config.certificate_arn == null || can(regex("^arn:[a-z-]+:acm:[a-z0-9-]+:[0-9]{12}:certificate/", var.config.certificate_arn))
    error_message = "certificate_arn must be the ARN of an ACM certificate."
  }
  validation {
    condition     = var.config.zone_name == null || var.config.certificate_arn == null
    error_message = "Set either zone_name, which creates a certificate, or certificate_arn."
  }
  validation {
    condition     = !var.config.shares_account || try(var.config.throttling.rate_limit < 10000 && var.config.throttling.burst_limit < 5000, false)
    error_message = "The stages of an account share API Gateway's quota of 10,000 requests per second and a burst of 5,000: set throttling lower, so that it and the other stage's fit the quota, such as { rate_limit = 9000, burst_limit = 4500 } beside dev's 1,000 and 500."
  }
  validation {
    condition     = contains(["block", "count", "none"], var.config.waf_action)
    error_message = "waf_action must be block, count or none."
  }
  validation {
    condition     = var.config.cdn.domain_name == null || var.config.cdn.certificate_arn != null || var.config.zone_name != null
    error_message = "cdn.domain_name needs a certificate in us-east-1: set cdn.certificate_arn, or zone_name to create one in that Route 53 zone."
  }
  validation {
    condition     = !var.config.cdn.in_front_of_api || (var.config.cdn.is_wanted && var.config.domain_name != null)
    error_message = "cdn.in_front_of_api needs cdn.is_wanted and domain_name."
  }
}

variable "names" {
  description = "Names in the caller's config. Terraform drops unknown attributes of an object without a message; this finds them."
  type        = set(string)
  default     = []

  validation {
    condition     = length(setsubtract(var.names, keys(var.config))) == 0
    error_message = "config has unknown names: ${join(", ", setsubtract(var.names, keys(var.config)))}."
  }
}
