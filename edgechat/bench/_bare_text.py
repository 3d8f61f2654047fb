"""A bare text field that an answer is appended to, as one side of a comparison.

Run as a process of its own; see ``_sides``. What is measured is in ``desktop/bare_text``.
"""

from __future__ import annotations

from edgechat.bench._sides import serve_beside


def main() -> None:
    from edgechat.desktop.bare_text import run_bare_text

    run_bare_text(lambda bare: serve_beside({"write": bare.write}, bare.close))


if __name__ == "__main__":
    main()
