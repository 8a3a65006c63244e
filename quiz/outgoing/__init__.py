"""Lessons on their way out: made into a file for another program, and held until it is saved.

Many questions are made in a process of their own, so that a class at work doesn't wait for them.
"""

from __future__ import annotations

from quiz.outgoing.holding import Held, Outgoing
from quiz.outgoing.order import Order, order_of

__all__ = ["Held", "Order", "Outgoing", "order_of"]
