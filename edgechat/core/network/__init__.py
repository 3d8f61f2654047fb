"""The one door to the network: every connection of EdgeChat has a purpose and goes through here.

https only, and plain http to this machine itself. Redirects are followed by hand, each looked at first.
Proxies and certificates are those of the environment. Nothing is sent that was not asked for: no cookies, no
credentials to another host. Knows hosts and bytes; not what they are for.
"""

from edgechat.core.network._address import is_local, read_address
from edgechat.core.network._door import Ask, Connecting, Incoming, Network

__all__ = ["Ask", "Connecting", "Incoming", "Network", "is_local", "read_address"]
