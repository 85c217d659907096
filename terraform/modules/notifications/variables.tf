variable "stage" {
  description = "Which shop this is; it is in the name of everything that the shop has."
  type        = string

  validation {
    condition     = contains(["dev", "staging", "prod"], var.stage)
    error_message = "The stage must be dev, staging or prod."
  }
}

variable "from_email" {
  description = "The address that the shop's e-mails come from."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9._+-]+@([a-z0-9-]+\\.)+[a-z]{2,}$", var.from_email))
    error_message = "The sender must be an e-mail address in lower case, such as noreply@shop.example.com."
  }
}

variable "mail_domain" {
  description = "The domain that e-mails come from, to be verified and to sign them with DKIM; null to verify the address alone."
  type        = string
  default     = null

  validation {
    condition     = var.mail_domain == null || endswith(var.from_email, "@${coalesce(var.mail_domain, "-")}")
    error_message = "The sender's address must be in the domain that e-mails come from (mail_domain)."
  }
}

variable "zone_id" {
  description = "The Route 53 zone of mail_domain, which takes its DKIM records; null to write them by hand."
  type        = string
  default     = null
}

variable "has_zone" {
  description = "Whether zone_id is given: it may be of a zone that is yet to be made."
  type        = bool
  default     = false
}

variable "messages_key_arn" {
  description = "The key that encrypts the topics."
  type        = string
}

variable "mail_feedback_emails" {
  description = "Who is told of e-mails that bounce and of complaints."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for email in var.mail_feedback_emails : can(regex("^[^@[:space:]]+@([A-Za-z0-9-]+\\.)+[A-Za-z]{2,}$", email))])
    error_message = "Those who are told of bounces must be e-mail addresses."
  }
}

variable "schedules" {
  description = "The functions that run at a rate, by their keys."
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
    error_message = "A schedule is an expression of EventBridge, such as rate(1 minute)."
  }
}
