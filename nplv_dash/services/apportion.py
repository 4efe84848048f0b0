"""Whole things divided in proportion, so that the parts add up: the largest remainder method, with a most for each."""

from __future__ import annotations

from collections.abc import Sequence


def apportion(total: int, weights: Sequence[int], most: Sequence[int]) -> tuple[int, ...]:
    """`total` in parts as proportional to `weights` as whole numbers can be, none larger than its `most`.

    Where a part would be, it is `most`, and the others share the rest. Of equal remainders the first goes up. All in
    whole numbers, so that nothing depends on the order in which something is added.

    Args:
        weights: not negative; a part with weight zero stays zero.

    Returns:
        One number per weight. Their sum is `total`, or all that fits in the parts with a weight where that is less.

    Raises:
        ValueError: a negative number, or not as many weights as there are in `most`.
    """
    if min(total, *weights, *most) < 0:
        raise ValueError("nothing may be negative")
    parts, left = [0] * len(weights), total
    free = [i for i, (weight, _) in enumerate(zip(weights, most, strict=True)) if weight > 0]
    while True:
        sum_of = sum(weights[i] for i in free)
        full = [i for i in free if left * weights[i] >= most[i] * sum_of]
        if not full:
            break
        for i in full:
            parts[i] = most[i]
        left -= sum(most[i] for i in full)
        free = [i for i in free if i not in full]
    for i in free:
        parts[i] = left * weights[i] // sum_of
    rest = left - sum(parts[i] for i in free)
    for i in sorted(free, key=lambda i: -(left * weights[i] % sum_of))[:rest]:
        parts[i] += 1
    return tuple(parts)
