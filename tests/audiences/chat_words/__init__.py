"""Tests of the keyword language over what people write."""
