"""How much one caller, one address, and all together may ask of this process.

All counts are kept in memory and are of this process: two replicas admit twice as much. They fail
closed: whoever cannot be counted on their own shares the allowance of all such others.
"""
