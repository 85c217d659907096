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

variable "alarm_emails" {
  description = "Addresses that receive critical alarms and warnings. Each confirms its subscription first."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for email in var.alarm_emails : can(regex("^[^@[:space:]]+@([A-Za-z0-9-]+\\.)+[A-Za-z]{2,}$", email))])
    error_message = "alarm_emails must be e-mail addresses, such as oncall@example.com."
  }
}

variable "runbooks_url" {
  description = "Where docs/runbooks is published, without a trailing slash, such as https://github.com/OWNER/REPOSITORY/blob/main/docs/runbooks: each alarm links to its runbook."
  type        = string
  default     = "docs/runbooks"

  validation {
    condition     = can(regex("^[^[:space:]]*[^/[:space:]]$", var.runbooks_url))
    error_message = "runbooks_url must not contain spaces or end with a slash."
  }
}

variable "functions" {
  description = "The functions by their keys in functions.json, with their names in AWS."
  type        = map(object({ name = string }))
}

variable "stream_function" {
  description = "Key of the function that reads the table's stream."
  type        = string
  default     = "process_order_changes"

  validation {
    condition     = contains(keys(var.functions), var.stream_function)
    error_message = "stream_function must be a key of functions."
  }
}

variable "apis" {
  description = "Names and stages of the APIs, by any key."
  type        = map(object({ name = string, stage = string }))
}

variable "access_log_groups" {
  description = "Names of the APIs' access log groups, by any key."
  type        = map(string)
  default     = {}
}

variable "table_name" {
  description = "Name of the table."
  type        = string
}

variable "index_names" {
  description = "Names of the table's indexes."
  type        = list(string)
  default     = ["GSI1", "GSI2"]
}

variable "max_read_request_units" {
  description = "Maximum read request units per second of the table and of each index; -1 for the account's default of 40,000."
  type        = number
  default     = 10000

  validation {
    condition     = var.max_read_request_units >= 1 || var.max_read_request_units == -1
    error_message = "The maximum of read request units must be 1 or more, or -1 for none."
  }
}

variable "queues" {
  description = "Queues that should be empty, by any key: each gets an alarm."
  type        = map(object({ name = string }))
  default     = {}
}

variable "web_acls" {
  description = "Web ACLs with metrics in this region: names, and the region unless it is CloudFront's. Together they get an alarm."
  type        = list(object({ name = string, region = optional(string) }))
  default     = []
}

variable "messages_key_arn" {
  description = "ARN of the key that encrypts the topics; CloudWatch needs permission for it."
  type        = string
}

variable "thresholds" {
  description = "Threshold of each alarm; the defaults are the architecture's."
  type = object({
    lambda_errors                  = optional(number, 10)
    lambda_throttles               = optional(number, 5)
    lambda_duration_ms             = optional(number, 2000)
    api_5xx_percent                = optional(number, 1)
    api_4xx_percent                = optional(number, 5)
    api_latency_ms                 = optional(number, 3000)
    dynamodb_system_errors         = optional(number, 0)
    dynamodb_throttles             = optional(number, 0)
    dynamodb_read_capacity_percent = optional(number, 80)
    cold_starts                    = optional(number, 100)
    refresh_token_replays          = optional(number, 5)
    payment_callers_refused        = optional(number, 0)
    refusals                       = optional(number, 300)
    waf_blocks                     = optional(number, 300)
    canary_5xx_percent             = optional(number, 1)
    queued_messages                = optional(number, 0)
    iterator_age_ms                = optional(number, 60000)
  })
  default = {}

  validation {
    condition     = alltrue([for threshold in values(var.thresholds) : threshold >= 0])
    error_message = "A threshold must be 0 or more: an alarm with a lower one would never clear."
  }
  validation {
    condition     = alltrue([for threshold in [var.thresholds.api_5xx_percent, var.thresholds.api_4xx_percent, var.thresholds.dynamodb_read_capacity_percent] : threshold < 100])
    error_message = "A threshold in percent must be below 100: an alarm with a higher one would never fire."
  }
}

variable "least_requests" {
  description = "Minimum number of requests in five minutes for an API's rate and latency alarms: one of five requests is 20 percent."
  type        = number
  default     = 20

  validation {
    condition     = var.least_requests >= 1
    error_message = "least_requests must be 1 or more."
  }
}
