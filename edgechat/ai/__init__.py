"""The runner: ``ai.run(model, inputs)`` for every task, each run admitted, measured and logged.

Importing this room loads no native library: those live in the children it starts.
"""
