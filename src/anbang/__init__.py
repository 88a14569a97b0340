"""Anbang (安帮): aftercare for people released from prison."""
