"""Workloads from files that users have: model configurations, adapter configurations, data."""
