"""The box with the power switch."""
