"""What a run would have cost on the reference stack, in neurons. Knows prices, no limits and no money."""

from __future__ import annotations

from edgechat.ai import catalog
from edgechat.ai.values import Usage

# The reference's smallest text model (llama-3.2-1b-instruct): the price of a model it does not have.
DEFAULT_IN, DEFAULT_OUT = 2457, 18252


def text_neurons(model: str, usage: Usage) -> float:
    """Neurons for ``usage`` tokens of ``model``; prices are per million tokens."""
    entry = catalog.entry(model)
    rate_in = entry.neurons_in if entry else DEFAULT_IN
    rate_out = entry.neurons_out if entry else DEFAULT_OUT
    return (usage.prompt_tokens * rate_in + usage.completion_tokens * rate_out) / 1_000_000
