"""The rules of the house, each read by a machine and each seen to fail on a breach."""
