"""Training under noise, simulated: how many shots it needs.

Belongs here: the simulator, the tasks, the study and its table. Does not: the rule that follows
(estimation).
"""
