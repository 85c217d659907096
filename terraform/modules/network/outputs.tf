output "vpc_id" {
  description = "The network's id."
  value       = aws_vpc.this.id
}

output "subnet_ids" {
  description = "The subnets of the functions."
  value       = aws_subnet.private[*].id
}

output "security_group_ids" {
  description = "The security groups of the functions."
  value       = [aws_security_group.functions.id]
}
