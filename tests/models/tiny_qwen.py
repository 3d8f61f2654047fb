"""Small whole models in the shapes of the recommended ones: ``qwen3``, and ``qwen35``, most of whose layers
keep a running state instead of a cache. Random weights: they load, they write nonsense."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable
from pathlib import Path

from tests.models.tiny_gguf import (
    ARRAY,
    CHATML,
    F32,
    I32,
    U32,
    Draft,
    Pair,
    Tensor,
    encode,
    make_pairs,
    vocabulary,
)

WIDTH, HEADS, KV_HEADS, HEAD, FORWARD, CONTEXT = 64, 4, 2, 32, 128, 2048
LAYERS, INTERVAL = 4, 4  # every fourth layer attends to all that came before
GROUPS, STEPS, STATE, KERNEL = 2, 2, 32, 4  # of the layers that keep a state

Weights = Callable[..., Tensor]


def _maker(seed: int) -> Weights:
    dice = random.Random(seed)

    def weights(name: str, *shape: int, value: float | None = None) -> Tensor:
        count = shape[0] * (shape[1] if len(shape) > 1 else 1)
        flat = value if value is not None else 1.0 if len(shape) == 1 else None
        values = [flat] * count if flat is not None else [dice.gauss(0, 0.1) for _ in range(count)]
        return Tensor(name, list(shape), struct.pack(f"<{count}f", *values))

    return weights


def _pairs(architecture: str) -> list[Pair]:
    kept = [
        pair for pair in make_pairs(CHATML) if not pair.key.startswith(("llama.", "general.architecture"))
    ]
    numbers = {
        "context_length": CONTEXT, "embedding_length": WIDTH, "block_count": LAYERS,
        "feed_forward_length": FORWARD, "attention.head_count": HEADS, "attention.head_count_kv": KV_HEADS,
        "attention.key_length": HEAD, "attention.value_length": HEAD, "rope.dimension_count": HEAD,
    }  # fmt: skip
    if architecture == "qwen35":
        numbers |= {
            "ssm.conv_kernel": KERNEL, "ssm.state_size": STATE, "ssm.group_count": GROUPS,
            "ssm.time_step_rank": STEPS, "ssm.inner_size": STATE * STEPS, "full_attention_interval": INTERVAL,
        }  # fmt: skip
    pairs = [Pair("general.architecture", 8, architecture), *kept]
    pairs += [Pair(f"{architecture}.{key}", U32, value) for key, value in numbers.items()]
    pairs.append(Pair(f"{architecture}.attention.layer_norm_rms_epsilon", F32, 1e-6))
    if architecture == "qwen35":
        pairs.append(Pair("qwen35.rope.dimension_sections", ARRAY, (I32, [6, 5, 5, 0])))
    return pairs


def _attention(weights: Weights, block: str, *, gated: bool) -> list[Tensor]:
    return [
        weights(block + "attn_q.weight", WIDTH, HEAD * HEADS * (2 if gated else 1)),
        weights(block + "attn_k.weight", WIDTH, HEAD * KV_HEADS),
        weights(block + "attn_v.weight", WIDTH, HEAD * KV_HEADS),
        weights(block + "attn_q_norm.weight", HEAD),
        weights(block + "attn_k_norm.weight", HEAD),
        weights(block + "attn_output.weight", HEAD * HEADS, WIDTH),
    ]


def _state(weights: Weights, block: str) -> list[Tensor]:
    inner, mixed = STATE * STEPS, STATE * (2 * GROUPS + STEPS)
    return [
        weights(block + "attn_qkv.weight", WIDTH, mixed),
        weights(block + "attn_gate.weight", WIDTH, inner),
        weights(block + "ssm_conv1d.weight", KERNEL, mixed),
        weights(block + "ssm_dt.bias", STEPS, value=0.1),
        weights(block + "ssm_a", STEPS, value=-0.5),
        weights(block + "ssm_beta.weight", WIDTH, STEPS),
        weights(block + "ssm_alpha.weight", WIDTH, STEPS),
        weights(block + "ssm_norm.weight", STATE),
        weights(block + "ssm_out.weight", inner, WIDTH),
    ]


def write_tiny_qwen(path: Path, architecture: str, *, seed: int = 7) -> Path:
    """Write a valid ``qwen3`` or ``qwen35`` model to ``path``."""
    weights, hybrid = _maker(seed), architecture == "qwen35"
    tokens = len(vocabulary())
    tensors = [weights("token_embd.weight", WIDTH, tokens)]
    for layer in range(LAYERS):
        block = f"blk.{layer}."
        keeps_state = hybrid and (layer + 1) % INTERVAL != 0
        tensors.append(weights(block + "attn_norm.weight", WIDTH))
        tensors += _state(weights, block) if keeps_state else _attention(weights, block, gated=hybrid)
        tensors += [
            weights(block + ("post_attention_norm.weight" if hybrid else "ffn_norm.weight"), WIDTH),
            weights(block + "ffn_gate.weight", WIDTH, FORWARD),
            weights(block + "ffn_up.weight", WIDTH, FORWARD),
            weights(block + "ffn_down.weight", FORWARD, WIDTH),
        ]
    tensors += [weights("output_norm.weight", WIDTH), weights("output.weight", WIDTH, tokens)]
    path.write_bytes(encode(Draft(_pairs(architecture), tensors)))
    return path
