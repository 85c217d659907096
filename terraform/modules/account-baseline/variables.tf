variable "enabled" {
  description = <<-EOT
    Services to enable. Shield Advanced has a fixed monthly price and a commitment of one year, so it is off by default;
    Shield Standard is always on and free.
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
    error_message = "Security Hub evaluates Config's records: enable config as well."
  }
}

variable "name" {
  description = "Prefix of all names."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}$", var.name))
    error_message = "name must be 2 to 31 lowercase letters, digits and hyphens."
  }
}

variable "log_retention_days" {
  description = "Retention of the records of CloudTrail and Config, in days."
  type        = number
  default     = 365

  validation {
    condition     = var.log_retention_days >= 90
    error_message = "log_retention_days must be 90 or more: intrusions are often discovered late."
  }
}

variable "alarm_emails" {
  description = "Addresses that receive findings of GuardDuty, Security Hub and Config. Each confirms its subscription first."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for email in var.alarm_emails : can(regex("^[^@[:space:]]+@([A-Za-z0-9-]+\\.)+[A-Za-z]{2,}$", email))])
    error_message = "alarm_emails must be e-mail addresses, such as oncall@example.com."
  }
}

variable "runbooks_url" {
  description = "Where docs/runbooks is published, without a trailing slash: each finding links to its runbook."
  type        = string
  default     = "docs/runbooks"

  validation {
    condition     = can(regex("^[^\"<>[:space:]]*[^\"<>/[:space:]]$", var.runbooks_url))
    error_message = "runbooks_url must not contain spaces, quotes or angle brackets, or end with a slash."
  }
}

variable "backup_stages" {
  description = "Stages whose table and bucket of product images are backed up, by the names that the stage gives them."
  type        = set(string)
  default     = ["prod"]

  validation {
    condition     = length(setsubtract(var.backup_stages, ["dev", "staging", "prod"])) == 0
    error_message = "A stage must be dev, staging or prod."
  }
}

variable "backup_arns" {
  description = "ARNs of further tables and buckets to back up, such as a bucket with a name of its own. Buckets must be versioned."
  type        = list(string)
  default     = []
}

variable "backup_days" {
  description = "Retention of daily backups, in days."
  type        = number
  default     = 35

  validation {
    condition     = var.backup_days >= 7
    error_message = "backup_days must be 7 or more."
  }
}

variable "shield_arns" {
  description = "ARNs of the distributions and hosted zones that Shield Advanced protects, by any key."
  type        = map(string)
  default     = {}
}

variable "force_destroy" {
  description = "Whether `terraform destroy` deletes the bucket of records even if it contains objects."
  type        = bool
  default     = false
}
