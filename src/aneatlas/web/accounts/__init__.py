"""Accounts: invitation, sign-in, second factor, roles. They stand beside the ledger and are never exported."""
