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

variable "kms_key_arn" {
  description = "ARN of the key that encrypts the secrets."
  type        = string
}

variable "rotation_function" {
  description = "Function that rotates the signing keys and the encryption keys."
  type        = object({ name = string, arn = string })
}

variable "rotation_days" {
  description = "Days between rotations of the signing keys."
  type        = number
  default     = 30

  validation {
    condition     = var.rotation_days >= 2 && var.rotation_days <= 1000
    error_message = "rotation_days must be 2 to 1000: a key must outlive the tokens that it signs, which are valid for one day."
  }
}

variable "encryption_rotation_days" {
  description = "Days between rotations of the encryption keys."
  type        = number
  default     = 90

  validation {
    condition     = var.encryption_rotation_days >= 30 && var.encryption_rotation_days <= 1000
    error_message = "encryption_rotation_days must be 30 to 1000: the secret keeps every key, and has room for some 500."
  }
}

variable "payment_key" {
  description = "API key of the payment service. Ephemeral: stored in no state and no plan."
  type        = string
  ephemeral   = true
  sensitive   = true

  validation {
    condition     = can(regex("^[!-~]{32,256}$", var.payment_key))
    error_message = "payment_key must be 32 to 256 visible ASCII characters."
  }
}

variable "payment_key_version" {
  description = "Increment to replace the key of the payment service; the previous key stays valid."
  type        = number
  default     = 1

  validation {
    condition     = var.payment_key_version >= 1 && floor(var.payment_key_version) == var.payment_key_version
    error_message = "payment_key_version must be a whole number, 1 or more."
  }
}

variable "recovery_window_in_days" {
  description = "Days in which a deleted secret can be restored; 0 deletes it at once and frees its name."
  type        = number
  default     = 30

  validation {
    condition     = var.recovery_window_in_days == 0 || (var.recovery_window_in_days >= 7 && var.recovery_window_in_days <= 30)
    error_message = "recovery_window_in_days must be 0 or 7 to 30."
  }
}
