"""Configuration as a value: the language of a device, what its lines mean, and what others may ask of it."""
