"""Who may run how often: a sliding window per face. Is given numbers; knows no model and no price."""
