"""Commands of `siyu` that have a file of their own. Each imports only what it runs."""
