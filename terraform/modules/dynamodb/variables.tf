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

variable "deletion_protection" {
  description = "Whether deletion protection is on."
  type        = bool
  default     = true
}

variable "max_read_request_units" {
  description = "Maximum read request units per second of the table; -1 for no limit."
  type        = number
  default     = 10000

  validation {
    condition     = var.max_read_request_units >= 1 || var.max_read_request_units == -1
    error_message = "The maximum of read request units must be 1 or more, or -1 for none."
  }
}

variable "max_write_request_units" {
  description = "Maximum write request units per second of the table; -1 for no limit."
  type        = number
  default     = 5000

  validation {
    condition     = var.max_write_request_units >= 1 || var.max_write_request_units == -1
    error_message = "The maximum of write request units must be 1 or more, or -1 for none."
  }
}

variable "kms_key_arn" {
  description = "ARN of a customer managed key that encrypts the table; null for the AWS managed key. Roles that use the table also need permission for the key."
  type        = string
  default     = null
}
