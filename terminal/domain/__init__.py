"""Value types and enums; imports nothing of ours."""
