# Module account-baseline validates the values that are not validated here.

variable "region" {
  description = "AWS region to monitor; CloudTrail records all regions."
  type        = string
  default     = "us-east-1"

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "The region must be an AWS region, such as us-east-1."
  }
}

variable "account_id" {
  description = "The only AWS account that this may be applied to; null for the account of the credentials."
  type        = string
  default     = null

  validation {
    condition     = var.account_id == null || can(regex("^[0-9]{12}$", var.account_id))
    error_message = "An account ID has 12 digits."
  }
}

variable "enabled" {
  description = "Services to enable. Shield Advanced has a fixed monthly price and a commitment of one year, so it is off by default."
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
  description = "Retention of the records of CloudTrail and Config, in days."
  type        = number
  default     = 365
}

variable "alarm_emails" {
  description = "Addresses that receive findings of GuardDuty, Security Hub and Config. Each confirms its subscription first."
  type        = list(string)
  default     = []
}

variable "runbooks_url" {
  description = "Where docs/runbooks is published, without a trailing slash: each finding links to its runbook."
  type        = string
  default     = "docs/runbooks"
}

variable "backup_stages" {
  description = "Stages whose table and bucket of product images are backed up."
  type        = set(string)
  default     = ["prod"]
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
}

variable "shield_arns" {
  description = "ARNs of the distributions and hosted zones that Shield Advanced protects, by any key."
  type        = map(string)
  default     = {}
}
