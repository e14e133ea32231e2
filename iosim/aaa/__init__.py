"""Who may in, and as what: pure functions of accounts, lines and credentials."""

from iosim.aaa.policy import Account, LoginMethod, Policy, Verdict, attempt, enable_attempt, key_attempt
from iosim.aaa.secret import Secret

__all__ = ["Account", "LoginMethod", "Policy", "Secret", "Verdict", "attempt", "enable_attempt", "key_attempt"]
