variable "enabled" {
  description = <<-EOT
    What the account gets. Shield Advanced is bought for a year, at a fixed monthly price: it is off unless it is asked for;
    Shield Standard is always on and costs nothing.
  EOT
  type = object({
    cloudtrail   = optional(bool, true)
    guardduty    = optional(bool, true)
    config       = optional(bool, true)
    security_hub = optional(bool, true)
    backup       = optional(bool, true)
    shield       = optional(bool, false)
  })
  default = {}

  validation {
    condition     = !var.enabled.security_hub || var.enabled.config
    error_message = "Security Hub looks at what Config has recorded: enable config with security_hub."
  }
}

variable "name" {
  description = "What is before the name of everything that is made here."
  type        = string
  default     = "ecommerce"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}$", var.name))
    error_message = "The name is 2 to 31 lower-case letters, digits and hyphens."
  }
}

variable "log_retention_days" {
  description = "For how many days the records of CloudTrail and Config are kept."
  type        = number
  default     = 365

  validation {
    condition     = var.log_retention_days >= 90
    error_message = "Records are kept for 90 days or more: an intrusion is often found late."
  }
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

  validation {
    condition     = var.backup_days >= 7
    error_message = "Backups are kept for 7 days or more."
  }
}

variable "shield_arns" {
  description = "What Shield Advanced protects, by any name: distributions, hosted zones."
  type        = map(string)
  default     = {}
}

variable "force_destroy" {
  description = "Whether the bucket of records is deleted with what is in it."
  type        = bool
  default     = false
}
