output "config" {
  description = "The configuration, with defaults."
  value       = var.config
}
