variable "project_name" {
  description = "First part of every name: the name in ../../project.json."
  type        = string

  # Names of roles have at most 64 characters, with the stage and the function's.
  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,19}$", var.project_name))
    error_message = "The name in project.json has 2 to 20 lower-case letters, digits and -, and starts with a letter."
  }
}

variable "stage" {
  description = "Name of the stage; part of the name of each resource."
  type        = string

  validation {
    condition     = contains(["dev", "staging", "prod"], var.stage)
    error_message = "The stage must be dev, staging or prod."
  }
}

variable "functions" {
  description = <<-EOT
    The functions by their keys in functions.json. `statements` are permissions in addition to logs and traces;
    `is_asynchronous` marks functions that are invoked asynchronously.
  EOT
  type = map(object({
    name                 = string
    handler              = string
    memory               = number
    timeout              = number
    settings             = map(string)
    reserved_concurrency = optional(number, -1)
    is_asynchronous      = optional(bool, false)
    statements = list(object({
      sid       = string
      actions   = list(string)
      resources = list(string)
      condition = optional(map(map(list(string))))
    }))
  }))

  validation {
    condition     = alltrue([for function in var.functions : function.memory >= 128 && function.memory <= 10240])
    error_message = "A function's memory is 128 to 10240 MB."
  }
  validation {
    condition     = alltrue([for function in var.functions : function.timeout >= 1 && function.timeout <= 900])
    error_message = "A function's timeout is 1 to 900 seconds."
  }
  validation {
    condition     = alltrue(flatten([for function in var.functions : [for statement in function.statements : [for action in statement.actions : !strcontains(action, "*")]]]))
    error_message = "Actions must be listed individually, without *."
  }
}

variable "image_uri" {
  description = "Image of the functions in ECR, with its digest or tag."
  type        = string

  validation {
    condition     = can(regex("^[^/[:space:]]+/[^[:space:]]+(@sha256:[0-9a-f]{64}|:[A-Za-z0-9._-]+)$", var.image_uri))
    error_message = "image_uri must be a repository URI with a digest (@sha256:...) or a tag (:...)."
  }
}

variable "architecture" {
  description = "Processor architecture that the image was built for."
  type        = string
  default     = "x86_64"

  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "The architecture must be arm64 or x86_64."
  }
}

variable "more_settings" {
  description = "Additional environment variables of every function, such as an emulator's endpoint."
  type        = map(string)
  default     = {}
}

variable "lambda_key_arn" {
  description = "ARN of the key that encrypts the functions' environment variables."
  type        = string
}

variable "logs_key_arn" {
  description = "ARN of the key that encrypts the log groups."
  type        = string
}

variable "log_retention_days" {
  description = "Retention of the logs, in days."
  type        = number
  default     = 30

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "CloudWatch supports a retention of 1, 3, 5, 7, 14, 30, 60, 90 days and some longer periods."
  }
}

variable "failed_events_queue_arn" {
  description = "ARN of the queue for events that an asynchronous function failed to process."
  type        = string
}

variable "vpc" {
  description = "Subnets and security groups of the functions; null for no VPC."
  type        = object({ subnet_ids = list(string), security_group_ids = list(string) })
  default     = null
}
