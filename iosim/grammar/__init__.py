"""The command language: words, parameters, matching, help, and what a dialogue may ask for. Knows no device."""
