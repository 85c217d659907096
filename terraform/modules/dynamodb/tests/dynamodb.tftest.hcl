mock_provider "aws" {
  mock_resource "aws_dynamodb_table" {
    defaults = {
      arn        = "arn:aws:dynamodb:eu-west-1:123456789012:table/ecommerce-prod"
      stream_arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/ecommerce-prod/stream/2026"
    }
  }
}

variables {
  stage = "prod"
}

run "the_table_is_the_one_that_the_code_reads" {
  assert {
    condition     = aws_dynamodb_table.this.name == "ecommerce-prod" && aws_dynamodb_table.this.hash_key == "PK" && aws_dynamodb_table.this.range_key == "SK"
    error_message = "Its name and keys are those of handlers/store/keys.py and ops/stage.py."
  }
  assert {
    condition     = toset([for index in aws_dynamodb_table.this.global_secondary_index : "${index.name} ${index.hash_key} ${index.range_key} ${index.projection_type}"]) == toset(["GSI1 GSI1PK GSI1SK ALL", "GSI2 GSI2PK GSI2SK ALL"])
    error_message = "Both indexes hold whole items."
  }
  assert {
    condition     = aws_dynamodb_table.this.ttl[0].attribute_name == "expiresAt" && aws_dynamodb_table.this.ttl[0].enabled
    error_message = "Rows expire by expiresAt."
  }
  assert {
    condition     = aws_dynamodb_table.this.stream_view_type == "NEW_AND_OLD_IMAGES"
    error_message = "The stream tells what a row was and is."
  }
  assert {
    condition     = output.index_arns["GSI2"] == "arn:aws:dynamodb:eu-west-1:123456789012:table/ecommerce-prod/index/GSI2"
    error_message = "Roles name an index by its ARN."
  }
}

run "the_table_is_safe" {
  assert {
    condition     = aws_dynamodb_table.this.point_in_time_recovery[0].enabled
    error_message = "The table can be restored to any second of the last weeks."
  }
  assert {
    condition     = aws_dynamodb_table.this.deletion_protection_enabled
    error_message = "The table is not deleted by accident, unless it is asked for."
  }
  assert {
    condition     = aws_dynamodb_table.this.server_side_encryption[0].enabled
    error_message = "The table is encrypted with a key of KMS."
  }
  assert {
    condition     = aws_dynamodb_table.this.billing_mode == "PAY_PER_REQUEST" && aws_dynamodb_table.this.on_demand_throughput[0].max_write_request_units == 5000
    error_message = "It costs what is asked of it, up to a maximum."
  }
}

run "a_maximum_below_one_is_none" {
  command = plan

  variables {
    max_read_request_units  = 0
    max_write_request_units = -5
  }
  expect_failures = [var.max_read_request_units, var.max_write_request_units]
}
