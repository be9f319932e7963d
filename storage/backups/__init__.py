"""Everything that is kept, as one file, and back: the same file for both databases, so that it also moves from one to the other.

A zip with a file of JSON lines for each table, the jobs that are not done in a form of their own, and backup.json, which says what it is.
"""

from storage.backups.arriving import restore
from storage.backups.contents import BadBackup, Contents
from storage.backups.leaving import back_up

__all__ = ["BadBackup", "Contents", "back_up", "restore"]
