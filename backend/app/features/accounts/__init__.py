"""Accounts: the parties that own services, invoices and balance, and the people in them."""
