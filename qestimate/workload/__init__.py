"""What is trained: language model, adapter, data, goal.

Belongs here: counts of parameters, tokens and steps. Does not: files of Hugging Face (formats),
circuits (methods).
"""
