variable "stage" {
  description = "Which shop this is; it is in the name of everything that the shop has."
  type        = string

  validation {
    condition     = contains(["dev", "staging", "prod"], var.stage)
    error_message = "The stage must be dev, staging or prod."
  }
}

variable "functions" {
  description = <<-EOT
    The functions, by their keys in functions.json. `statements` are what each may do besides writing its log and traces;
    `is_asynchronous` says that its events come from something that doesn't wait for an answer.
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
    error_message = "A function has 128 to 10240 MB of memory."
  }
  validation {
    condition     = alltrue([for function in var.functions : function.timeout >= 1 && function.timeout <= 900])
    error_message = "A function's time limit is 1 to 900 seconds."
  }
  validation {
    condition     = alltrue(flatten([for function in var.functions : [for statement in function.statements : [for action in statement.actions : !strcontains(action, "*")]]]))
    error_message = "A role names each action that its function takes: none may have a * in it."
  }
}

variable "image_uri" {
  description = "The image of the functions: an ECR repository's, with its digest or tag."
  type        = string

  validation {
    condition     = can(regex("^[^/[:space:]]+/[^[:space:]]+(@sha256:[0-9a-f]{64}|:[A-Za-z0-9._-]+)$", var.image_uri))
    error_message = "The image is a repository's address with a digest (@sha256:...) or a tag (:...)."
  }
}

variable "architecture" {
  description = "The processors that the image was built for."
  type        = string
  default     = "x86_64"

  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "The architecture must be arm64 or x86_64."
  }
}

variable "more_settings" {
  description = "Variables for every function besides its own, such as where an emulator answers."
  type        = map(string)
  default     = {}
}

variable "lambda_key_arn" {
  description = "The key that encrypts the functions' variables."
  type        = string
}

variable "logs_key_arn" {
  description = "The key that encrypts the log groups."
  type        = string
}

variable "log_retention_days" {
  description = "For how many days the logs are kept."
  type        = number
  default     = 30

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "CloudWatch keeps logs for 1, 3, 5, 7, 14, 30, 60, 90 days and some longer times."
  }
}

variable "failed_events_queue_arn" {
  description = "The queue that keeps the events which an asynchronous function could not handle."
  type        = string
}

variable "vpc" {
  description = "Subnets and security groups that the functions are in; null for none."
  type        = object({ subnet_ids = list(string), security_group_ids = list(string) })
  default     = null
}
