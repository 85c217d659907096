output "vpc_id" {
  description = "ID of the VPC."
  value       = aws_vpc.this.id
}

output "subnet_ids" {
  description = "IDs of the functions' subnets."
  value       = aws_subnet.private[*].id
}

output "security_group_ids" {
  description = "IDs of the functions' security groups."
  value       = [aws_security_group.functions.id]
}
