# What isn't checked here is checked where it is used: a wrong value fails at plan, with a sentence.

variable "region" {
  description = "The AWS region of the stage."
  type        = string
  default     = "us-east-1"

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "The region must be one of AWS, such as us-east-1."
  }
}

variable "account_id" {
  description = "The only account that the stage may be deployed to; null for whichever the credentials are of."
  type        = string
  default     = null

  validation {
    condition     = var.account_id == null || can(regex("^[0-9]{12}$", var.account_id))
    error_message = "An account's number has 12 digits."
  }
}

variable "image_uri" {
  description = "The image of the functions in ECR, with its digest: what `make image` built and the ops pushed."
  type        = string
}

variable "architecture" {
  description = "The processors that the image was built for: x86_64 or arm64."
  type        = string
  default     = "x86_64"
}

variable "import_again" {
  description = "Any other word than before imports the documents anew: where an apply broke off between its plan and the import, Terraform takes the import for done."
  type        = string
  default     = ""
}

variable "reserved_concurrency" {
  description = "How many of a function run at once at most, by the function's key in functions.json."
  type        = map(number)
  default     = {}
}

variable "settings" {
  description = "Settings that are to be other than in settings.json."
  type        = map(string)
  default     = {}
}

variable "more_settings" {
  description = "Variables for every function besides its own, such as where an emulator answers. No secrets."
  type        = map(string)
  default     = {}
}

variable "log_level" {
  description = "The least level that functions log; null for that of settings.json."
  type        = string
  default     = null
}

variable "payment_key_version" {
  description = "Counted up to have the key of the payment service replaced by a new one."
  type        = number
  default     = 1
}

variable "from_email" {
  description = "The address that the shop's e-mails come from."
  type        = string
}

variable "mail_domain" {
  description = "The domain that e-mails come from, signed with DKIM; null to verify the sender's address alone."
  type        = string
  default     = null
}

variable "alarm_emails" {
  description = "Who is told of alarms, and of e-mails that bounce."
  type        = list(string)
  default     = []
}

variable "vpc" {
  description = "Whether the functions are in a network of their own."
  type        = bool
  default     = false
}

variable "nat_gateway" {
  description = "Whether functions in a network reach the internet."
  type        = bool
  default     = false
}

variable "log_bucket" {
  description = "A bucket that takes access logs; null for none."
  type        = string
  default     = null
}

variable "allow_origin" {
  description = "The origin whose web pages may call the API and upload pictures (CORS); * for any."
  type        = string
  default     = "*"
}

variable "domain_name" {
  description = "The API's own domain, such as api.example.com; null for API Gateway's addresses."
  type        = string
  default     = null
}

variable "certificate_arn" {
  description = "The certificate of domain_name; null to have one made in the zone."
  type        = string
  default     = null
}

variable "zone_name" {
  description = "The domain whose Route 53 zone takes the records of all names, and proves their certificates; null for none."
  type        = string
  default     = null
}

variable "create_zone" {
  description = "Whether the zone is made; otherwise it is there already."
  type        = bool
  default     = false
}

variable "cdn" {
  description = "CloudFront: whether it is wanted, its own domain and certificate, and whether it stands in front of the APIs."
  type = object({
    is_wanted       = optional(bool, true)
    domain_name     = optional(string)
    certificate_arn = optional(string)
    in_front_of_api = optional(bool, false)
  })
  default = {}
}

variable "docs_url" {
  description = "Where the documentation is; null for CloudFront's."
  type        = string
  default     = null
}

variable "image_base_url" {
  description = "Where pictures are read; null for CloudFront."
  type        = string
  default     = null
}

variable "runbooks_url" {
  description = "Where docs/runbooks can be read: each alarm has a link there."
  type        = string
  default     = "docs/runbooks"
}

variable "thresholds" {
  description = "What alarms are above, where it is to be other than the architecture's, such as { lambda_errors = 20 }: see module monitoring."
  type        = map(number)
  default     = {}
}

variable "allowed_countries" {
  description = "The countries that requests may come from, as ISO 3166 codes; null for those where the shop's currencies are used."
  type        = list(string)
  default     = null
}
