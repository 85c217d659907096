variable "stage" {
  description = "Which shop this is; it is in the name of everything that the shop has."
  type        = string

  validation {
    condition     = contains(["dev", "staging", "prod"], var.stage)
    error_message = "The stage must be dev, staging or prod."
  }
}

variable "alarm_emails" {
  description = "Who is told of alarms, critical ones and warnings. Each must confirm an e-mail from AWS first."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for email in var.alarm_emails : can(regex("^[^@[:space:]]+@([A-Za-z0-9-]+\\.)+[A-Za-z]{2,}$", email))])
    error_message = "Those who are told of alarms must be e-mail addresses, such as oncall@example.com."
  }
}

variable "runbooks_url" {
  description = "Where docs/runbooks is read, without a slash at its end, such as https://github.com/OWNER/REPOSITORY/blob/main/docs/runbooks: each alarm says what to do by a link."
  type        = string
  default     = "docs/runbooks"

  validation {
    condition     = can(regex("^[^[:space:]]*[^/[:space:]]$", var.runbooks_url))
    error_message = "The runbooks' URL has no space in it, and no slash at its end."
  }
}

variable "functions" {
  description = "The functions, by their keys in functions.json, with their names in AWS."
  type        = map(object({ name = string }))

  validation {
    condition     = length(var.functions) <= 50
    error_message = "CloudWatch Logs Insights looks at 50 log groups at once: give no more functions than that."
  }
}

variable "stream_function" {
  description = "The key of the function that reads the table's stream."
  type        = string
  default     = "process_order_changes"

  validation {
    condition     = contains(keys(var.functions), var.stream_function)
    error_message = "The function that reads the stream must be one of the functions."
  }
}

variable "apis" {
  description = "The APIs' names and stages, by any name."
  type        = map(object({ name = string, stage = string }))
}

variable "table_name" {
  description = "The table's name."
  type        = string
}

variable "index_names" {
  description = "The names of the table's indexes."
  type        = list(string)
  default     = ["GSI1", "GSI2"]
}

variable "max_read_request_units" {
  description = "How many read request units a second the table and each index take at most; -1 for no limit of their own, and then the account's default of 40,000 counts."
  type        = number
  default     = 10000

  validation {
    condition     = var.max_read_request_units >= 1 || var.max_read_request_units == -1
    error_message = "The maximum of read request units must be 1 or more, or -1 for none."
  }
}

variable "queues" {
  description = "The queues in which nothing should be, by any name: there is an alarm for each."
  type        = map(object({ name = string }))
  default     = {}
}

variable "messages_key_arn" {
  description = "The key that encrypts the topics; CloudWatch must be allowed to use it."
  type        = string
}

variable "thresholds" {
  description = "What each alarm is above; those that are left out are the architecture's."
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
    canary_5xx_percent             = optional(number, 1)
    queued_messages                = optional(number, 0)
    iterator_age_ms                = optional(number, 60000)
  })
  default = {}

  validation {
    condition     = alltrue([for threshold in values(var.thresholds) : threshold >= 0])
    error_message = "A threshold must be 0 or more: below that an alarm would never end."
  }
  validation {
    condition     = alltrue([for threshold in [var.thresholds.api_5xx_percent, var.thresholds.api_4xx_percent, var.thresholds.dynamodb_read_capacity_percent] : threshold < 100])
    error_message = "A threshold in percent must be below 100: above that an alarm would never ring."
  }
}

variable "least_requests" {
  description = "How many requests in five minutes an API must have had for its rates and percentiles to mean anything: of five requests one is 20 percent."
  type        = number
  default     = 20

  validation {
    condition     = var.least_requests >= 1
    error_message = "Rates need 1 request or more."
  }
}
