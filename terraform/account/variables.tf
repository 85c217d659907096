# What isn't checked here is checked in module account-baseline: a wrong value fails at plan, with a sentence.

variable "region" {
  description = "The region that is watched; CloudTrail records all of them."
  type        = string
  default     = "us-east-1"

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "The region must be one of AWS, such as us-east-1."
  }
}

variable "account_id" {
  description = "The only account that this may be applied to; null for whichever the credentials are of."
  type        = string
  default     = null

  validation {
    condition     = var.account_id == null || can(regex("^[0-9]{12}$", var.account_id))
    error_message = "An account's number has 12 digits."
  }
}

variable "name" {
  description = "What is before the name of everything that is made here."
  type        = string
  default     = "ecommerce"
}

variable "enabled" {
  description = "What the account gets. Shield Advanced, bought for a year at a fixed monthly price, is off unless it is asked for."
  type = object({
    cloudtrail   = optional(bool, true)
    guardduty    = optional(bool, true)
    config       = optional(bool, true)
    security_hub = optional(bool, true)
    backup       = optional(bool, true)
    shield       = optional(bool, false)
  })
  default = {}
}

variable "log_retention_days" {
  description = "For how many days the records of CloudTrail and Config are kept."
  type        = number
  default     = 365
}

variable "backup_arns" {
  description = "What is backed up: the tables' ARNs."
  type        = list(string)
  default     = []
}

variable "backup_days" {
  description = "For how many days a daily backup is kept."
  type        = number
  default     = 35
}

variable "shield_arns" {
  description = "What Shield Advanced protects, by any name: distributions, hosted zones."
  type        = map(string)
  default     = {}
}
