"""The console and the sandbox's two windows, in a real Chromium, over the whole running product."""
