"""Makes whole trees again of messages that a damaged file gave back in part.

After it the branch on show is a line from a first message to a last one, depths count from 0, and every
message that is there can be reached. It takes nothing away. Knows the tables, not where they came from.
"""

from __future__ import annotations

# A message whose parent is gone follows the nearest one that is left above it.
REATTACH = """UPDATE messages AS lost SET parent = (
    SELECT above.id FROM messages AS above
    WHERE above.conversation = lost.conversation AND above.depth < lost.depth
    ORDER BY above.on_path DESC, above.depth DESC, above.seq DESC LIMIT 1
) WHERE parent NOT IN (SELECT id FROM messages)"""
# The last message to show: the newest below the deepest one that was on show, or the newest of all.
TIPS = """CREATE TEMP TABLE tips AS
WITH RECURSIVE below (conversation, id, seq) AS (
    SELECT conversation, id, seq FROM (
        SELECT conversation, id, seq, max(depth) FROM messages WHERE on_path = 1 GROUP BY conversation
    )
    UNION ALL
    SELECT m.conversation, m.id, m.seq FROM below JOIN messages AS m ON m.parent = below.id
), shown AS (SELECT conversation, id, max(seq) FROM below GROUP BY conversation),
newest AS (SELECT conversation, id, max(seq) FROM messages GROUP BY conversation)
SELECT coalesce(shown.id, newest.id) AS id FROM newest LEFT JOIN shown USING (conversation)"""
DEPTHS = """WITH RECURSIVE down (id, depth) AS (
    SELECT id, 0 FROM messages WHERE parent IS NULL
    UNION ALL
    SELECT m.id, down.depth + 1 FROM down JOIN messages AS m ON m.parent = down.id
)
UPDATE messages SET depth = down.depth FROM down WHERE down.id = messages.id"""
SHOW = """WITH RECURSIVE up (id, parent) AS (
    SELECT id, parent FROM messages WHERE id IN (SELECT id FROM tips)
    UNION
    SELECT m.id, m.parent FROM up JOIN messages AS m ON m.id = up.parent
)
UPDATE messages SET on_path = 1 WHERE id IN (SELECT id FROM up)"""
COUNT = """UPDATE conversations SET message_count =
    (SELECT count(*) FROM messages WHERE messages.conversation = conversations.id)"""

MEND_TREES = (
    REATTACH,
    TIPS,
    "UPDATE messages SET on_path = 0 WHERE on_path = 1",  # depths may then cross each other on the way
    DEPTHS,
    SHOW,
    "DROP TABLE temp.tips",
    COUNT,
)
"""Statements to run one after the other, in one transaction, without enforcing foreign keys meanwhile."""
