variable "stage" {
  description = "Which shop this is; it is in the name of everything that the shop has."
  type        = string

  validation {
    condition     = contains(["dev", "staging", "prod"], var.stage)
    error_message = "The stage must be dev, staging or prod."
  }
}

variable "deletion_window_in_days" {
  description = "How many days a key that is to be deleted can still be brought back."
  type        = number
  default     = 30

  validation {
    condition     = var.deletion_window_in_days >= 7 && var.deletion_window_in_days <= 30
    error_message = "A key can be brought back for 7 to 30 days."
  }
}
