variable "stage" {
  description = "Which shop this is; it is in the name of everything that the shop has."
  type        = string

  validation {
    condition     = contains(["dev", "staging", "prod"], var.stage)
    error_message = "The stage must be dev, staging or prod."
  }
}

variable "deletion_protection" {
  description = "Whether the table must be unprotected before it can be deleted."
  type        = bool
  default     = true
}

variable "max_read_request_units" {
  description = "How many read request units a second the table takes at most; -1 for no such limit."
  type        = number
  default     = 10000

  validation {
    condition     = var.max_read_request_units >= 1 || var.max_read_request_units == -1
    error_message = "The maximum of read request units must be 1 or more, or -1 for none."
  }
}

variable "max_write_request_units" {
  description = "How many write request units a second the table takes at most; -1 for no such limit."
  type        = number
  default     = 5000

  validation {
    condition     = var.max_write_request_units >= 1 || var.max_write_request_units == -1
    error_message = "The maximum of write request units must be 1 or more, or -1 for none."
  }
}

variable "kms_key_arn" {
  description = "A customer key to encrypt the table with; null for the AWS managed one. Roles that use the table need it then."
  type        = string
  default     = null
}
