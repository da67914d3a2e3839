"""Processes killed and answers spoilt on purpose."""
