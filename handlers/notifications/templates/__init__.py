"""The texts of the e-mails that customers receive."""
