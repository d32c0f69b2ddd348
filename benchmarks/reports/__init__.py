"""What reports, their notes and the trail cost; each section is a module that measures one thing.

A section has `arguments(parser)`, which adds its options, and `run(wanted)`, which measures, shows
how far it is and prints what it found.
"""
