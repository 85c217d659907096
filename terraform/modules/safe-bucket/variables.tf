variable "bucket_name" {
  description = "Name of the bucket; bucket names are unique across all AWS accounts."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.bucket_name))
    error_message = "A bucket name is 3 to 63 lowercase letters, digits and hyphens, and neither starts nor ends with a hyphen."
  }
}

variable "force_destroy" {
  description = "Whether `terraform destroy` deletes the bucket even if it contains objects."
  type        = bool
  default     = false
}

variable "kms_key_arn" {
  description = "ARN of the KMS key that encrypts the objects; null for AES-256 with S3's own keys."
  type        = string
  default     = null
}

variable "minimum_tls_version" {
  description = "Lowest TLS version that clients may use, such as \"1.2\"; null for any. Requests without TLS are always denied."
  type        = string
  default     = null

  validation {
    condition     = contains(["1.2", "1.3"], coalesce(var.minimum_tls_version, "1.2"))
    error_message = "The minimum TLS version must be 1.2, 1.3 or null."
  }
}

variable "has_versions" {
  description = "Whether replaced and deleted objects stay as versions; false for personal data, which must be gone after its deletion."
  type        = bool
  default     = true
}

variable "policy_statements" {
  description = "IAM policy statements to add to the bucket policy, after the statements that require TLS."
  type        = any
  default     = []
}

variable "lifecycle_rules" {
  description = "Lifecycle rules that apply to the whole bucket: when current objects expire, when replaced or deleted versions expire, and when incomplete multipart uploads are aborted."
  type = list(object({
    id                        = string
    expiration_days           = optional(number)
    noncurrent_days           = optional(number)
    newer_noncurrent_versions = optional(number)
    abort_multipart_days      = optional(number)
  }))
  default = [{ id = "delete-old-versions", noncurrent_days = 90, abort_multipart_days = 7 }]

  validation {
    condition = alltrue(flatten([for rule in var.lifecycle_rules : [
      for days in [rule.expiration_days, rule.noncurrent_days, rule.abort_multipart_days] : days >= 1 if days != null
    ]]))
    error_message = "Lifecycle rules take effect after 1 day or more."
  }
}
