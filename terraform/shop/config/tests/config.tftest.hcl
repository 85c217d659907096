variables {
  config = { from_email = "noreply@shop.example.com" }
}

run "only_the_sender_is_required" {
  command = plan

  assert {
    condition     = output.config.is_kept && output.config.waf_action == "block" && output.config.cache == null && output.config.cdn.is_wanted && !output.config.cdn.in_front_of_api
    error_message = "Defaults are those of a stage whose data must last."
  }
}

# One run for each rejected value: all validations belong to one variable, and a run cannot tell them apart.
run "unknown_name_is_rejected" {
  command = plan

  variables {
    names = ["from_email", "allow_origins"]
  }
  expect_failures = [var.names]
}

run "reserved_concurrency_is_a_whole_number_0_or_more" {
  command = plan

  variables {
    config = { from_email = "noreply@shop.example.com", reserved_concurrency = { createOrder = -1 } }
  }
  expect_failures = [var.config]
}

run "reserved_concurrency_is_for_functions_of_functions_json" {
  command = plan

  variables {
    config = { from_email = "noreply@shop.example.com", reserved_concurrency = { placeOrder = 1 } }
  }
  expect_failures = [var.config]
}

run "settings_derived_from_resources_cannot_be_overridden" {
  command = plan

  variables {
    config = { from_email = "noreply@shop.example.com", settings = { TABLE_NAME = "mine" } }
  }
  expect_failures = [var.config]
}

run "trusted_proxies_cannot_be_overridden" {
  command = plan

  variables {
    config = { from_email = "noreply@shop.example.com", settings = { TRUSTED_PROXIES = "1" } }
  }
  expect_failures = [var.config]
}

run "unknown_log_level_is_rejected" {
  command = plan

  variables {
    config = { from_email = "noreply@shop.example.com", log_level = "LOUD" }
  }
  expect_failures = [var.config]
}

run "alarm_emails_are_addresses" {
  command = plan

  variables {
    config = { from_email = "noreply@shop.example.com", alarm_emails = ["on call"] }
  }
  expect_failures = [var.config]
}

run "alarm_emails_have_a_domain" {
  command = plan

  variables {
    config = { from_email = "noreply@shop.example.com", alarm_emails = ["oncall@example"] }
  }
  expect_failures = [var.config]
}

run "dmarc_record_is_one" {
  command = plan

  variables {
    config = { from_email = "noreply@shop.example.com", dmarc_record = "p=reject" }
  }
  expect_failures = [var.config]
}

run "unknown_threshold_is_rejected" {
  command = plan

  variables {
    config = { from_email = "noreply@shop.example.com", thresholds = { lambda_mistakes = 1 } }
  }
  expect_failures = [var.config]
}

run "negative_threshold_is_rejected" {
  command = plan

  variables {
    config = { from_email = "noreply@shop.example.com", thresholds = { lambda_errors = -1 } }
  }
  expect_failures = [var.config]
}

run "nat_gateway_needs_a_vpc" {
  command = plan

  variables {
    config = { from_email = "noreply@shop.example.com", nat_gateway = true }
  }
  expect_failures = [var.config]
}

run "cors_allowed_origins_have_a_scheme" {
  command = plan

  variables {
    config = { from_email = "noreply@shop.example.com", cors_allowed_origins = ["https://shop.example.com", "admin.example.com"] }
  }
  expect_failures = [var.config]
}

run "docs_url_is_a_url_or_a_path" {
  command = plan

  variables {
    config = { from_email = "noreply@shop.example.com", docs_url = "docs" }
  }
  expect_failures = [var.config]
}

run "image_base_url_is_a_url" {
  command = plan

  variables {
    config = { from_email = "noreply@shop.example.com", image_base_url = "images.example.com" }
  }
  expect_failures = [var.config]
}

run "domain_name_is_a_domain" {
  command = plan

  variables {
    config = { from_email = "noreply@shop.example.com", domain_name = "https://api.example.com", zone_name = "example.com" }
  }
  expect_failures = [var.config]
}

run "domain_name_needs_a_certificate" {
  command = plan

  variables {
    config = { from_email = "noreply@shop.example.com", domain_name = "api.example.com" }
  }
  expect_failures = [var.config]
}

run "certificate_arn_is_of_acm" {
  command = plan

  variables {
    config = { from_email = "noreply@shop.example.com", certificate_arn = "arn:aws:iam::123456789012:server-certificate/1" }
  }
  expect_failures = [var.config]
}

run "zone_and_certificate_exclude_each_other" {
  command = plan

  variables {
    config = { from_email = "noreply@shop.example.com", zone_name = "example.com", certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/1" }
  }
  expect_failures = [var.config]
}

run "unknown_waf_action_is_rejected" {
  command = plan

  variables {
    config = { from_email = "noreply@shop.example.com", waf_action = "allow" }
  }
  expect_failures = [var.config]
}

run "cdn_domain_needs_a_certificate" {
  command = plan

  variables {
    config = { from_email = "noreply@shop.example.com", cdn = { domain_name = "cdn.example.com" } }
  }
  expect_failures = [var.config]
}

run "cdn_in_front_of_api_needs_domain_name" {
  command = plan

  variables {
    config = { from_email = "noreply@shop.example.com", cdn = { in_front_of_api = true } }
  }
  expect_failures = [var.config]
}

run "shared_account_needs_throttling" {
  command = plan

  variables {
    config = { from_email = "noreply@shop.example.com", shares_account = true }
  }
  expect_failures = [var.config]
}

run "stages_of_a_shared_account_fit_its_quota" {
  command = plan

  variables {
    config = { from_email = "noreply@shop.example.com", shares_account = true, throttling = { rate_limit = 10000, burst_limit = 5000 } }
  }
  expect_failures = [var.config]
}

run "throttling_below_the_quota_is_accepted" {
  command = plan

  variables {
    config = { from_email = "noreply@shop.example.com", shares_account = true, throttling = { rate_limit = 9000, burst_limit = 4500 } }
  }
  assert {
    condition     = output.config.throttling == { rate_limit = 9000, burst_limit = 4500 }
    error_message = "Lower figures leave room for the other stage."
  }
}
