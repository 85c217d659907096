mock_provider "aws" {
  mock_resource "aws_dynamodb_table" {
    defaults = {
      arn        = "arn:aws:dynamodb:eu-west-1:123456789012:table/ecommerce-prod"
      stream_arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/ecommerce-prod/stream/2026"
    }
  }
}

variables {
  project_name = "ecommerce"
  stage        = "prod"
}

run "table_matches_the_code" {
  assert {
    condition     = aws_dynamodb_table.this.name == "ecommerce-prod" && aws_dynamodb_table.this.hash_key == "PK" && aws_dynamodb_table.this.range_key == "SK"
    error_message = "Name and keys match handlers/store/items.py and ops/stage.py."
  }
  assert {
    condition     = toset([for index in aws_dynamodb_table.this.global_secondary_index : "${index.name} ${index.hash_key} ${index.range_key} ${index.projection_type}"]) == toset(["GSI1 GSI1PK GSI1SK ALL", "GSI2 GSI2PK GSI2SK ALL"])
    error_message = "Both indexes project all attributes."
  }
  assert {
    condition     = aws_dynamodb_table.this.ttl[0].attribute_name == "expiresAt" && aws_dynamodb_table.this.ttl[0].enabled
    error_message = "Items expire by expiresAt."
  }
  assert {
    condition     = aws_dynamodb_table.this.stream_view_type == "NEW_AND_OLD_IMAGES"
    error_message = "The stream has old and new images."
  }
  assert {
    condition     = output.index_arns["GSI2"] == "arn:aws:dynamodb:eu-west-1:123456789012:table/ecommerce-prod/index/GSI2"
    error_message = "Roles refer to an index by its ARN."
  }
}

run "table_is_protected_and_encrypted" {
  assert {
    condition     = aws_dynamodb_table.this.point_in_time_recovery[0].enabled
    error_message = "Point-in-time recovery is on."
  }
  assert {
    condition     = aws_dynamodb_table.this.deletion_protection_enabled
    error_message = "Deletion protection is on by default."
  }
  assert {
    condition     = aws_dynamodb_table.this.server_side_encryption[0].enabled
    error_message = "The table is encrypted with a KMS key."
  }
  assert {
    condition     = aws_dynamodb_table.this.billing_mode == "PAY_PER_REQUEST" && aws_dynamodb_table.this.on_demand_throughput[0].max_write_request_units == 5000
    error_message = "Billing is on demand, up to a maximum."
  }
}

run "maximum_throughput_below_1_is_rejected" {
  command = plan

  variables {
    max_read_request_units  = 0
    max_write_request_units = -5
  }
  expect_failures = [var.max_read_request_units, var.max_write_request_units]
}
