"""The check "is it good": rules on lessons and questions, and the audit of a whole course."""
