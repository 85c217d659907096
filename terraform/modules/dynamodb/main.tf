locals {
  indexes    = ["GSI1", "GSI2"]
  attributes = concat(["PK", "SK"], flatten([for index in local.indexes : ["${index}PK", "${index}SK"]]))
}

resource "aws_dynamodb_table" "this" {
  name         = "${var.project_name}-${var.stage}"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "PK"
  range_key    = "SK"

  stream_enabled   = true
  stream_view_type = "NEW_AND_OLD_IMAGES"

  deletion_protection_enabled = var.deletion_protection

  dynamic "attribute" {
    for_each = local.attributes

    content {
      name = attribute.value
      type = "S"
    }
  }

  dynamic "global_secondary_index" {
    for_each = local.indexes

    content {
      name            = global_secondary_index.value
      hash_key        = "${global_secondary_index.value}PK"
      range_key       = "${global_secondary_index.value}SK"
      projection_type = "ALL"

      on_demand_throughput {
        max_read_request_units  = var.max_read_request_units
        max_write_request_units = var.max_write_request_units
      }
    }
  }

  # Limits the cost of a fault or an attack; each index has the same maximum.
  on_demand_throughput {
    max_read_request_units  = var.max_read_request_units
    max_write_request_units = var.max_write_request_units
  }

  ttl {
    attribute_name = "expiresAt"
    enabled        = true
  }

  point_in_time_recovery {
    enabled = true
  }

  # Without kms_key_arn, the key is alias/aws/dynamodb, as in the architecture.
  server_side_encryption {
    enabled     = true
    kms_key_arn = var.kms_key_arn
  }
}
