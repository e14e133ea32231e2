"""Hardware models as rows, and the identity of one device."""
