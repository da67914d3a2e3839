"""Accounts: registration, sessions, passwords. Who a request's token belongs to is in ``api.authentication``."""
