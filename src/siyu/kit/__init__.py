"""Pure pieces that any other package may use; they import nothing of ours."""
