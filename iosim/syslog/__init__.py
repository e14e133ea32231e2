"""System messages: their texts, the calendar in front of them, the buffer, and the witness that renders them."""
