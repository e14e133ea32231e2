"""The commands of the host: what a person types in a shell, not on the device."""
