"""The whole way of a number as plain functions without Dagster, one file a station."""
