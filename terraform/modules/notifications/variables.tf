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

variable "from_email" {
  description = "Sender of the shop's e-mails."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9._+-]+@([a-z0-9-]+\\.)+[a-z]{2,}$", var.from_email))
    error_message = "from_email must be a lowercase e-mail address, such as noreply@shop.example.com."
  }
}

variable "mail_domain" {
  description = "Domain that signs e-mails with DKIM; null to verify the sender's address only."
  type        = string
  default     = null

  validation {
    condition     = var.mail_domain == null || endswith(var.from_email, "@${coalesce(var.mail_domain, "-")}")
    error_message = "from_email must be in mail_domain."
  }
}

variable "dmarc_record" {
  description = "TXT record _dmarc.<mail_domain>; empty for none, if the domain has one."
  type        = string
  default     = "v=DMARC1; p=none"

  validation {
    condition     = var.dmarc_record == "" || startswith(var.dmarc_record, "v=DMARC1; p=")
    error_message = "dmarc_record must be empty or begin with v=DMARC1; p=."
  }
}

variable "zone_id" {
  description = "ID of the Route 53 zone for the records of e-mail; null to create them manually."
  type        = string
  default     = null
}

variable "has_zone" {
  description = "Whether zone_id is set; its value may be unknown until the zone is created."
  type        = bool
  default     = false
}

variable "messages_key_arn" {
  description = "ARN of the key that encrypts the topics."
  type        = string
}

variable "mail_feedback_emails" {
  description = "Addresses that receive bounce and complaint notifications."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for email in var.mail_feedback_emails : can(regex("^[^@[:space:]]+@([A-Za-z0-9-]+\\.)+[A-Za-z]{2,}$", email))])
    error_message = "mail_feedback_emails must be e-mail addresses."
  }
}

variable "schedules" {
  description = "Scheduled functions, by key."
  type = map(object({
    name          = string
    expression    = string
    function_name = string
    alias         = string
    alias_arn     = string
  }))
  default = {}

  validation {
    condition     = alltrue([for schedule in var.schedules : can(regex("^(rate|cron)\\(.+\\)$", schedule.expression))])
    error_message = "A schedule must be an EventBridge expression, such as rate(1 minute)."
  }
}
