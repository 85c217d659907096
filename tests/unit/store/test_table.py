from handlers.store.table import TransactionConditionFailed


def test_failed_transaction_has_a_reason_per_action() -> None:
    failure = TransactionConditionFailed(["None", "ConditionalCheckFailed"])

    assert failure.codes == ("None", "ConditionalCheckFailed")
    assert str(failure) == "None, ConditionalCheckFailed"
