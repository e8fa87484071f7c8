"""Reading and checking records (检测底稿): folders, workbooks and data frames → `Records`."""

from gkeval.records.fingerprint import content_hash
from gkeval.records.frames import Records
from gkeval.records.models import model, models
from gkeval.records.reading import check_records, read_records

__all__ = ["Records", "check_records", "content_hash", "model", "models", "read_records"]
