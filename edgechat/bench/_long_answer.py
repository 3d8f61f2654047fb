"""An answer with everything that answers have: headings, lists, tables, quotes, code, formulas."""

from __future__ import annotations

from itertools import count, islice

SECTION = """\
## {number}. What the measurement says

The *first* thing to see is that **most of the time goes into waiting**: of a hundred calls some {number} \
wait for the disk, and only a few for the processor. That can be told from `strace -c` alone, without \
any change to the program, and it is told again by the [manual](https://example.org/{number}) in other words.

1. Count the calls, and how long each of them took.
2. Sort them by the time they took, the longest first:
   - those that wait for the disk,
   - those that wait for a lock, which are the ones that one can do something about,
   - and what is left.
3. Look at the first three. The others can wait.

For a sample of size $n = {number}$ the mean is $\\bar{{x}} = \\frac{{1}}{{n}} \\sum_{{i=1}}^{{n}} x_i$, \
and its error falls as $1/\\sqrt{{n}}$:

$$
\\sigma_{{\\bar{{x}}}} = \\frac{{\\sigma}}{{\\sqrt{{n}}}}, \\qquad n = {number}
$$

```python
def slowest(calls: list[Call], *, count: int = {number}) -> list[Call]:
    \"\"\"Those that took longest, the longest first.\"\"\"
    found = sorted(calls, key=lambda call: call.took, reverse=True)
    for each in found[:count]:
        print(f"{{each.name:>20}} {{each.took:8.3f}} s")  # told as it is found
    return found[:count]
```

| call | how often | time in all | share |
|:-----|----------:|------------:|------:|
| read | {number} | 12.5 s | 61 % |
| fdatasync | 48 | 4.25 s | 21 % |
| futex | 1,204 | 2.0 s | 10 % |
| the others | 310 | 1.6 s | 8 % |

> Do not trust a figure that was measured once. Measure it again beside something that you know, in turns, and
> say how far the figures lie apart.

So the next step is to write less often, not to write faster. It costs little to try: one line of settings \
says how many changes are kept before they go to the disk, and a number of about {number} is a good beginning.

"""


def long_answer(tokens: int) -> str:
    """Markdown of so many words, which are the tokens of the scripted engine: parts between single spaces."""
    words = (word for number in count(1) for word in SECTION.format(number=number).split(" "))
    return " ".join(islice(words, tokens))
