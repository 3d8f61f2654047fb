"""The real starter models through the real engines. Asserts what we control, not the wit of the model."""
