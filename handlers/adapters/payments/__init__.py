"""Payments: the port (`port.PaymentProvider`) and the provider in use."""

from __future__ import annotations

from handlers.adapters.payments.lambda_client import LambdaPaymentClient

payment_provider = LambdaPaymentClient()
