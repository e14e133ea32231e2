"""One booted IOS."""
